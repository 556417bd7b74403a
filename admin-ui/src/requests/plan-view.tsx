import { Box, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Plan } from "../api/types.ts";
import { JsonDiff } from "../history/json-diff.tsx";
import { DirectionNote } from "../review/direction-note.tsx";
import { ProposedRollout } from "../rollouts/proposed-rollout.tsx";
import { Card } from "../ui/card.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { SentenceDiff } from "../ui/sentence-diff.tsx";

const NOTHING = "There is no such flag.";

/** What a list of operations would change: by flag and environment in sentences, and all of it as data. */
export function PlanView({ plan }: { plan: Plan }) {
  const project = useProject();
  const environments = useEnvironments();
  const rollouts = plan.changes.filter(({ action }) => action.startsWith("rollout."));
  return (
    <Card aria-label="What it changes">
      <Stack>
        <Title order={2} size="h5">
          What it changes
        </Title>
        {plan.effects.map(({ environment, flag, direction, before, after }) => (
          <section key={`${environment} ${flag}`} aria-label={`${flag} in ${environment}`}>
            <Text fw={600} mb={4}>
              <Link
                to="/projects/$project/flags/$flag"
                params={{ project: project.key, flag }}
                search={{ environment }}
              >
                {flag}
              </Link>
            </Text>
            <DirectionNote
              direction={direction}
              environment={
                environments.find(({ key }) => key === environment) ?? { key: environment, protected: false }
              }
            />
            <Box mt="xs">
              <SentenceDiff before={before ?? NOTHING} after={after ?? NOTHING} />
            </Box>
          </section>
        ))}
        {rollouts.map((change) => (
          <OfRollout key={`${change.operation} ${change.title}`} change={change} />
        ))}
        {plan.effects.length === 0 && rollouts.length === 0 ? (
          <ul>
            {plan.changes.map(({ operation, title }) => (
              <li key={`${operation} ${title}`}>{title}</li>
            ))}
            {plan.changes.length === 0 ? <li>Nothing any more: everything is so already.</li> : null}
          </ul>
        ) : null}
        {plan.changes.length > 0 ? (
          <Disclosure show="Show the change as JSON" hide="Hide JSON">
            {plan.changes.map(({ operation, title, before, after }) => (
              <section key={`${operation} ${title}`} aria-label={title}>
                <Text size="sm" fw={600} mt="xs">
                  {title}
                </Text>
                <JsonDiff before={before} after={after} />
              </section>
            ))}
          </Disclosure>
        ) : null}
      </Stack>
    </Card>
  );
}

/** Its headline says what is done, the plan that belongs to it what follows by itself. */
function OfRollout({ change: { title, environment, flag, after } }: { change: Plan["changes"][number] }) {
  const project = useProject();
  const id = typeof after === "object" && after !== null && "rollout" in after ? after.rollout : undefined;
  return (
    <section aria-label={title}>
      <Text fw={600} style={{ overflowWrap: "anywhere" }}>
        {title}
      </Text>
      {typeof id === "string" && environment !== undefined && flag !== undefined ? (
        <ProposedRollout place={{ project: project.key, environment, flag }} id={id} />
      ) : null}
    </section>
  );
}
