import { Box, Text } from "@mantine/core";
import { list } from "@switchyard/core/words";
import { Card } from "../ui/card.tsx";

interface ChangedMeanwhileProps {
  theirs: readonly string[];
  /** Those of them that were edited here, too. */
  replaced: readonly string[];
}

/** Somebody else saved the policy while this was open. */
export function ChangedMeanwhile({ theirs, replaced }: ChangedMeanwhileProps) {
  return (
    <Box mb="md">
      <Card tone="warn">
        <Text fw={600}>Changed while you were editing: {list(theirs, "and")}</Text>
        <Text size="sm">
          {replaced.length === 0
            ? "That is kept, beside what you changed."
            : `Yours is kept here, and would replace theirs: ${list(replaced, "and")}.`}
        </Text>
      </Card>
    </Box>
  );
}
