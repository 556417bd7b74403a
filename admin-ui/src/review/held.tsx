import { Stack, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { Card } from "../ui/card.tsx";
import { localTimeZone, zonedWords } from "../words/zoned.ts";
import type { Decision } from "./decision.ts";
import classes from "./review.module.css";

/** Why the change can't be saved at once, and what can be done instead. */
export function Held({ decision }: { decision: Decision }) {
  const { may, because, frozenUntil } = decision;
  if (because.length === 0) return null;
  return (
    <Card tone="warn" role="status">
      <div className={classes.held}>
        <IconLock size={20} aria-hidden />
        <Stack gap={6} miw={0}>
          <Text fw={600}>{may === "nothing" ? "You can’t make this change" : headline(decision)}</Text>
          {because.map((message) => (
            <Text key={message} size="sm" style={{ overflowWrap: "anywhere" }}>
              {message}.
            </Text>
          ))}
          {frozenUntil === undefined || may === "nothing" ? null : (
            <Text size="sm">
              By your clock until {zonedWords(frozenUntil, localTimeZone())}. Killing and stepping back are never held.
            </Text>
          )}
        </Stack>
      </div>
    </Card>
  );
}

function headline({ needsApproval, frozenUntil }: Decision): string {
  if (needsApproval && frozenUntil !== undefined) return "It needs approval, and it is frozen";
  return needsApproval ? "It needs somebody’s approval" : "It is frozen";
}
