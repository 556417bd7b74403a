import { List, Text, Title } from "@mantine/core";
import { compileRuleset, toClientFlag } from "@switchyard/core";
import type { Configuration, Flag } from "../api/types.ts";
import { flagData } from "../targeting/world.ts";
import { Card } from "../ui/card.tsx";
import { useEnvironments } from "../ui/project.ts";

/** What of this flag leaves the server for a browser, in each environment. */
export function BrowsersSee({ flag }: { flag: Flag }) {
  const environments = useEnvironments();
  return (
    <Card aria-label="What browsers see">
      <Title order={2} size="h5" mb="xs">
        What browsers see
      </Title>
      {flag.clientSide ? (
        <List size="sm">
          {environments.map(({ key }) => {
            const configuration = flag.environments[key];
            return configuration ? (
              <List.Item key={key}>
                <strong>{key}</strong>: {seenWords(flag, configuration)}
              </List.Item>
            ) : null;
          })}
        </List>
      ) : (
        <Text size="sm">Nothing: browsers never hear of this flag, not even of its key.</Text>
      )}
    </Card>
  );
}

function seenWords(flag: Flag, configuration: Configuration): string {
  const data = { ...flagData(flag, configuration), killed: Boolean(configuration.killed) };
  const sent = toClientFlag(compileRuleset({ flags: [data], segments: [] }), flag.key, undefined);
  if (sent?.shared && "percentage" in sent.flag)
    return `the percentage (${sent.flag.percentage} %), the salt and the values of the variants that it gives; nothing about anybody`;
  if (sent?.shared) return "the one answer that everyone gets";
  return "the answer for the person who uses it, worked out on the server; no rule, no segment and nobody’s key";
}
