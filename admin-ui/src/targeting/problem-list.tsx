import { List, Text } from "@mantine/core";
import type { Problem } from "@switchyard/core";
import { Card } from "../ui/card.tsx";
import { problemWords } from "./problems.ts";

const SHOWN = 5;

/** What keeps this from being saved, each naming its place. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  const more = problems.length - SHOWN;
  return (
    <Card tone="warn" role="status" aria-label="What must be put right">
      <Text fw={600} mb={4}>
        {problems.length === 1 ? "One thing must be put right" : `${problems.length} things must be put right`} before
        this can be saved
      </Text>
      <List size="sm" style={{ overflowWrap: "anywhere" }}>
        {problems.slice(0, SHOWN).map((problem) => (
          <List.Item key={problem.path + problem.message}>{problemWords(problem)}</List.Item>
        ))}
        {more > 0 ? <List.Item>and {more} more</List.Item> : null}
      </List>
    </Card>
  );
}
