import { Text } from "@mantine/core";
import { sentence } from "@switchyard/core/words";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Card } from "../ui/card.tsx";
import { SentenceDiff } from "../ui/sentence-diff.tsx";

interface StaleNoticeProps {
  flag: Flag;
  place: Place;
  /** What the person saw when they began. */
  base: Configuration;
  current: Configuration;
}

/** Someone else saved meanwhile: what they changed. The edits of whoever reads this are untouched. */
export function StaleNotice({ flag, place, base, current }: StaleNoticeProps) {
  const before = sentence(flag, base, place.environment);
  const after = sentence(flag, current, place.environment);
  return (
    <Card tone="warn" role="status">
      <Text fw={600} mb={4}>
        {flag.key} was changed in {place.environment} while you were editing
      </Text>
      {before === after ? (
        <Text size="sm">The sentence is the same as before; the change is in a detail that it does not tell.</Text>
      ) : (
        <SentenceDiff before={before} after={after} />
      )}
      <Text size="sm" mt="xs">
        Your edits are still here and not saved.
      </Text>
    </Card>
  );
}
