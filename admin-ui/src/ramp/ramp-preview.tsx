import { Text, Textarea, Title } from "@mantine/core";
import { quoted } from "@switchyard/core/words";
import { useState } from "react";
import { Card } from "../ui/card.tsx";
import { counted } from "../words/count.ts";
import { exampleKeys, type Move, preview } from "./preview.ts";
import classes from "./ramp.module.css";

interface RampPreviewProps {
  salt: string;
  from: number;
  to: number;
  /** What people are chosen by. */
  bucketBy: string;
}

const EXAMPLES = 100;
const MOST_LISTED = 200;

const MOVES: Record<Move, { sign: string; words: string }> = {
  in: { sign: "●", words: "stays in" },
  joins: { sign: "+", words: "joins" },
  leaves: { sign: "−", words: "leaves" },
  out: { sign: "○", words: "stays out" },
};

/** A hundred example keys, or people's own: who is in, who joins, who leaves. Computed here as every SDK computes it. */
export function RampPreview({ salt, from, to, bucketBy }: RampPreviewProps) {
  const [text, setText] = useState("");
  const own = text
    .split(/[\n\r\t]+/)
    .map((key) => key.trim())
    .filter((key) => key !== "");
  const shown = preview(salt, own.length > 0 ? own.slice(0, MOST_LISTED) : exampleKeys(EXAMPLES), from, to);
  const count = (move: Move) => shown.filter((one) => one.move === move).length;
  const moves = (Object.keys(MOVES) as Move[]).filter((move) => count(move) > 0);
  return (
    <Card aria-label="Who joins and who leaves">
      <Title order={2} size="h5" mb="xs">
        Who joins and who leaves
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {own.length > 0
          ? `Of the ${counted(shown.length, "key")} below`
          : `Of ${EXAMPLES} made-up keys, user-1 to user-${EXAMPLES}`}
        :{" "}
        {moves
          .map((move) => `${count(move)} ${MOVES[move].words.replace(/^(\w+?)s\b/, count(move) === 1 ? "$1s" : "$1")}`)
          .join(", ")}
        .
      </Text>
      <ul className={own.length > 0 ? classes.list : classes.grid} aria-label="Keys">
        {shown.map(({ key, at, move }, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: people may name a key twice
            key={index}
            className={classes[move]}
            title={`${key} is at ${at}: ${MOVES[move].words}`}
          >
            <span aria-hidden>{MOVES[move].sign}</span>
            {own.length > 0 ? (
              <span className={classes.key}>
                {quoted(key)} at {at}: {MOVES[move].words}
              </span>
            ) : (
              <span className={classes.hidden}>
                {key}: {MOVES[move].words}
              </span>
            )}
          </li>
        ))}
      </ul>
      <Textarea
        mt="md"
        label="Look at your own keys"
        description={`Values of ${bucketBy}, one on each line; nothing is sent or kept`}
        rows={3}
        spellCheck={false}
        autoCapitalize="none"
        dir="auto"
        value={text}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      {own.length > MOST_LISTED ? (
        <Text size="sm" c="dimmed" mt={4}>
          The first {MOST_LISTED} of {own.length} are shown.
        </Text>
      ) : null}
    </Card>
  );
}
