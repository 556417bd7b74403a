import { Text } from "@mantine/core";
import { list, sentence } from "@switchyard/core/words";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { JsonDiff } from "../history/json-diff.tsx";
import { Card } from "../ui/card.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { SentenceDiff } from "../ui/sentence-diff.tsx";
import { applyDraft, type Draft, overlaps } from "./draft.ts";
import { decisionsOf } from "./merge.ts";

interface StaleNoticeProps {
  flag: Flag;
  place: Place;
  draft: Draft;
  current: Configuration;
}

/** Someone else saved meanwhile: what they changed and what I did, side by side. Neither is lost. */
export function StaleNotice({ flag, place, draft, current }: StaleNoticeProps) {
  const spoken = (configuration: Configuration) => sentence(flag, configuration, place.environment);
  const before = spoken(draft.base);
  const theirs = spoken(current);
  const mine = spoken(applyDraft(draft.base, draft));
  const both = overlaps(current, draft);
  return (
    <Card tone="warn" role="status">
      <Text fw={600} mb="xs">
        {flag.key} was changed in {place.environment} while you were editing
      </Text>
      <Text size="sm" fw={550}>
        What they changed
      </Text>
      {before === theirs ? (
        <Text size="sm">The sentence is the same as before; the change is in a detail that it does not tell.</Text>
      ) : (
        <SentenceDiff before={before} after={theirs} />
      )}
      <Text size="sm" fw={550} mt="sm">
        What you changed, which is not saved
      </Text>
      {before === mine ? (
        <Text size="sm">A detail that the sentence does not tell.</Text>
      ) : (
        <SentenceDiff before={before} after={mine} />
      )}
      <Text size="sm" mt="sm">
        {both.length === 0
          ? "The two don’t touch each other: put together, both are kept."
          : `Both of you changed ${list(both, "and")}: put on top, yours replaces theirs there, and everything else of both is kept.`}
      </Text>
      <Disclosure show="Show their change as JSON" hide="Hide JSON">
        <JsonDiff before={decisionsOf(draft.base)} after={decisionsOf(current)} />
      </Disclosure>
    </Card>
  );
}
