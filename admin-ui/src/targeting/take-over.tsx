import { Button, NativeSelect, Text, Title } from "@mantine/core";
import { sentence } from "@switchyard/core/words";
import { useState } from "react";
import type { Configuration, Flag } from "../api/types.ts";
import type { Edit } from "../flag/draft.ts";
import { decisionsOf, same } from "../flag/merge.ts";
import { Card } from "../ui/card.tsx";
import { useEnvironments } from "../ui/project.ts";
import { Sentence } from "../ui/sentence.tsx";

interface TakeOverProps {
  flag: Flag;
  environment: string;
  edited: Configuration;
  onEdit: (edit: Edit) => void;
}

/** What the flag does in another environment, to compare with, and to take over as a draft that is reviewed like any other. */
export function TakeOver({ flag, environment, edited, onEdit }: TakeOverProps) {
  const others = useEnvironments().filter(({ key }) => key !== environment && flag.environments[key]);
  const [chosen, setChosen] = useState("");
  // The last before this one is where it was tried before.
  const from = others.find(({ key }) => key === chosen) ?? others.at(-1);
  const there = from && flag.environments[from.key];
  if (!from || !there) return null;
  const decided = decisionsOf(there);
  return (
    <Card component="section" aria-label="In another environment">
      <Title order={2} size="h5" mb="xs">
        In another environment
      </Title>
      <NativeSelect
        aria-label="Other environment"
        value={from.key}
        data={others.map(({ key, name }) => ({ value: key, label: name }))}
        onChange={({ currentTarget: { value } }) => setChosen(value)}
      />
      <Text size="sm" component="div" my="sm">
        <Sentence text={sentence(flag, { ...there, killed: undefined }, from.key)} />
      </Text>
      {same(decided, decisionsOf(edited)) ? (
        <Text size="sm" c="dimmed">
          The same as here.
        </Text>
      ) : (
        <Button fullWidth variant="default" onClick={() => onEdit(decided)}>
          Take over from {from.key}
        </Button>
      )}
    </Card>
  );
}
