import { List, Text } from "@mantine/core";
import { usersOf } from "@switchyard/core";
import { list, quoted, shortList } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import type { Configuration, Flag } from "../api/types.ts";
import { flagUsageQuery } from "../api/usage.ts";
import { segmentsOf } from "../segments/segments-of.ts";
import { useWorld, worldData } from "../targeting/world.ts";
import { counted } from "../words/count.ts";
import { editWords } from "../words/edits.ts";

interface AffectedProps {
  project: string;
  flag: Flag;
  before: Configuration;
  after: Configuration;
}

/** What a change is made of, and which other flags and segments will notice it. */
export function Affected({ project, flag, before, after }: AffectedProps) {
  const world = useWorld(project);
  const { data: usage } = useQuery(flagUsageQuery(project, before.environment, flag.key));
  const asked = usage?.variants.reduce((sum, { total }) => sum + total, 0);
  const edits = editWords(before, after);
  const uses = world ? usersOf(worldData(world, before.environment), { flag: flag.key }) : [];
  const dependants = [
    ...new Set(uses.map(({ kind, key }) => (kind === "flag" ? quoted(key) : `segment ${quoted(key)}`))),
  ];
  const segments = [...new Set(after.rules.flatMap(segmentsOf))];
  return (
    <List size="sm" aria-label="What is affected" style={{ overflowWrap: "anywhere" }}>
      {edits.length > 0 ? <List.Item>Changed: {list(edits, "and")}</List.Item> : null}
      {asked === undefined ? null : (
        <List.Item>
          {asked === 0
            ? `No SDK has reported an evaluation in ${before.environment} in the last 24 hours`
            : `It was evaluated ${counted(asked, "time")} in ${before.environment} in the last 24 hours`}
        </List.Item>
      )}
      {segments.length > 0 ? (
        <List.Item>
          Who gets it also depends on{" "}
          {shortList(
            segments.map((key) => `segment ${quoted(key)}`),
            "and",
            5,
          )}
        </List.Item>
      ) : null}
      <List.Item>
        {world === undefined ? (
          <Text span size="sm" c="dimmed">
            Looking for flags that depend on this one…
          </Text>
        ) : dependants.length === 0 ? (
          "No other flag depends on this one"
        ) : (
          `${shortList(dependants, "and", 5)} ${dependants.length === 1 ? "depends" : "depend"} on this flag and may change with it`
        )}
      </List.Item>
    </List>
  );
}
