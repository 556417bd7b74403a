import type { Invitation } from "../api/types.ts";
import type { Roles } from "./roles-fields.tsx";

type Grant = Invitation["roles"][number];

/** What a list of roles says of one project. */
export function rolesIn(grants: readonly Grant[], project: string): Roles {
  const its = grants.filter((grant) => grant.project === project);
  return {
    role: its.find(({ environment }) => environment === undefined)?.role ?? null,
    environments: Object.fromEntries(
      its.flatMap(({ environment, role }) => (environment === undefined ? [] : [[environment, role]])),
    ),
  };
}

export const grantsOf = ({ role, environments }: Roles, project: string): Grant[] => [
  ...(role ? [{ project, role }] : []),
  ...Object.entries(environments).map(([environment, held]) => ({ project, environment, role: held })),
];
