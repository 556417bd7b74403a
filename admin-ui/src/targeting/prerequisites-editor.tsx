import { ActionIcon, Button, Group, MultiSelect, Stack, Text } from "@mantine/core";
import type { Prerequisite, Problem } from "@switchyard/core";
import { IconExternalLink, IconPlus, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useProject } from "../ui/project.ts";
import { FlagSelect } from "./flag-select.tsx";
import { problemsAt } from "./problems.ts";
import classes from "./targeting.module.css";
import type { World } from "./world.ts";

interface PrerequisitesEditorProps {
  flag: string;
  /** What everyone gets when one fails, in words. */
  off: string;
  prerequisites: readonly Prerequisite[];
  onChange: (prerequisites: Prerequisite[]) => void;
  /** Their paths begin with `prerequisites`. */
  problems: readonly Problem[];
  world: World;
}

/** Other flags that must be at one of these variants, or everyone gets the off variant. */
export function PrerequisitesEditor({ flag, off, prerequisites, onChange, problems, world }: PrerequisitesEditorProps) {
  return (
    <Stack gap="xs">
      {prerequisites.length === 0 ? null : (
        <ul className={classes.rows} aria-label="Prerequisites">
          {prerequisites.map((prerequisite, index) => {
            const found = problemsAt(problems, `prerequisites[${index}]`);
            const variants = world.flags.find(({ key }) => key === prerequisite.flag)?.variants ?? [];
            const known = variants.map(({ key }) => key);
            const missing = prerequisite.variants.filter((key) => !known.includes(key));
            const set = (change: Partial<Prerequisite>) =>
              onChange(prerequisites.with(index, { ...prerequisite, ...change }));
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: prerequisites have no identity but their place
              <li key={index} className={classes.prerequisite}>
                <div className={classes.flag}>
                  <FlagSelect
                    label={`Flag of prerequisite ${index + 1}`}
                    value={prerequisite.flag}
                    onChange={(key) => {
                      const other = world.flags.find((one) => one.key === key);
                      set({ flag: key, variants: other?.type === "boolean" ? ["on"] : [] });
                    }}
                    flags={world.flags}
                    without={flag}
                  />
                </div>
                <div className={classes.variants}>
                  <MultiSelect
                    aria-label={`Variants of prerequisite ${index + 1}`}
                    placeholder={prerequisite.variants.length === 0 ? "must be" : ""}
                    data={[...known, ...missing]}
                    value={prerequisite.variants}
                    onChange={(next) => set({ variants: next })}
                    error={found.length > 0 ? found.map(({ message }) => message).join("; ") : undefined}
                  />
                </div>
                <Group gap={0} wrap="nowrap">
                  {variants.length > 0 ? <OpenFlag flag={prerequisite.flag} /> : null}
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="lg"
                    aria-label={`Remove prerequisite ${index + 1}`}
                    onClick={() => onChange(prerequisites.toSpliced(index, 1))}
                  >
                    <IconX size={18} />
                  </ActionIcon>
                </Group>
              </li>
            );
          })}
        </ul>
      )}
      <Text size="sm" c="dimmed">
        {prerequisites.length === 0
          ? "This flag depends on no other."
          : `Unless all of these hold, everyone gets ${off}: also when one of these flags is switched off or killed.`}
      </Text>
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...prerequisites, { flag: "", variants: [] }])}
        >
          Add prerequisite
        </Button>
      </div>
    </Stack>
  );
}

/** The way to a flag that this one depends on, in the same environment. */
function OpenFlag({ flag }: { flag: string }) {
  const project = useProject();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={`Open ${flag}`}
      renderRoot={(props) => (
        <Link
          {...props}
          to="/projects/$project/flags/$flag"
          params={{ project: project.key, flag }}
          search={({ environment }: { environment?: string }) => (environment ? { environment } : {})}
        />
      )}
    >
      <IconExternalLink size={18} />
    </ActionIcon>
  );
}
