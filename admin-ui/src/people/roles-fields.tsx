import { NativeSelect, Stack, Text } from "@mantine/core";
import type { Role } from "@switchyard/core/governance";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import classes from "./people.module.css";
import { ROLE_WORDS } from "./role-words.ts";

/** What somebody may do in a project: everywhere alike, and other in some environments. */
export interface Roles {
  role: Role | null;
  environments: Record<string, Role>;
}

interface RolesFieldsProps {
  value: Roles;
  onChange: (roles: Roles) => void;
}

const ROLES = Object.keys(ROLE_WORDS) as Role[];
const options = ROLES.map((role) => ({ value: role, label: role }));

export function RolesFields({ value: { role, environments }, onChange }: RolesFieldsProps) {
  const project = useProject();
  const set = (environment: string, next: string) => {
    const { [environment]: _, ...rest } = environments;
    onChange({ role, environments: next === "" ? rest : { ...rest, [environment]: next as Role } });
  };
  return (
    <Stack gap="sm">
      <NativeSelect
        label={`Role in ${project.name}`}
        value={role ?? ""}
        data={[{ value: "", label: "none, only where it is named below" }, ...options]}
        onChange={({ currentTarget: { value } }) => onChange({ role: (value || null) as Role | null, environments })}
      />
      {role ? (
        <Text size="sm" c="dimmed">
          {ROLE_WORDS[role]}
        </Text>
      ) : null}
      <fieldset className={classes.environments}>
        <legend>Other in an environment</legend>
        {useEnvironments().map((environment) => (
          <NativeSelect
            key={environment.key}
            label={<EnvironmentName environment={environment} />}
            aria-label={`Role in ${environment.key}`}
            value={environments[environment.key] ?? ""}
            data={[{ value: "", label: role ? `as in the project: ${role}` : "none" }, ...options]}
            onChange={({ currentTarget: { value } }) => set(environment.key, value)}
          />
        ))}
      </fieldset>
    </Stack>
  );
}
