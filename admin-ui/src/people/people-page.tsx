import { Stack } from "@mantine/core";
import { SettingsNav } from "../settings/settings-nav.tsx";
import { Card } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { useProject } from "../ui/project.ts";
import { useRoleProblem } from "../ui/role.ts";
import { Invitations } from "./invitations.tsx";
import { Members } from "./members.tsx";
import { Robots } from "./robots.tsx";

/** Who may do what in the project: people, those who are invited, and programs. */
export function PeoplePage() {
  const project = useProject();
  const problem = useRoleProblem("admin");
  return (
    <Page title="People" lead={`Who may do what in ${project.name}, in all of it or in one environment.`}>
      <SettingsNav />
      {problem ? (
        <Card>{problem}</Card>
      ) : (
        <Stack>
          <Members />
          <Invitations />
          <Robots />
        </Stack>
      )}
    </Page>
  );
}
