import { Stack, Text } from "@mantine/core";
import { SentenceDiff } from "../ui/sentence-diff.tsx";

export interface Fact {
  label: string;
  before: string;
  after: string;
}

/** What is different, fact by fact, each with what it was. */
export function FactDiff({ facts }: { facts: readonly Fact[] }) {
  return (
    <Stack gap="sm">
      {facts.map(({ label, before, after }) => (
        <section key={label} aria-label={label}>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <SentenceDiff before={before} after={after} />
        </section>
      ))}
    </Stack>
  );
}
