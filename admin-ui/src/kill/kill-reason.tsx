import { Chip, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";

const REASONS = ["Errors", "Too slow", "Wrong result", "Reported by a customer", "Drill"];

const OWN = "In your own words";

/** Why, in one press and without a key: nobody has to stop for it. Whoever has a ticket or more to say can write it. */
export function KillReason({ reason, onReason }: { reason: string; onReason: (reason: string) => void }) {
  const [own, setOwn] = useState(false);
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" c="dimmed" mb="xs">
        Why? You may leave this out.
      </Text>
      <Chip.Group
        value={own ? OWN : reason}
        onChange={(value) => {
          setOwn(value === OWN);
          onReason(value === OWN ? "" : String(value));
        }}
      >
        <Group gap="xs">
          {[...REASONS, OWN].map((one) => (
            <Chip
              key={one}
              value={one}
              color="gray"
              variant="outline"
              onClick={() => {
                if (one === (own ? OWN : reason)) {
                  setOwn(false);
                  onReason("");
                }
              }}
            >
              {one}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {own ? (
        <TextInput
          mt="sm"
          aria-label="Reason"
          placeholder="What you saw, or the address of a ticket"
          maxLength={1000}
          dir="auto"
          autoFocus
          value={reason}
          onChange={({ currentTarget: { value } }) => onReason(value)}
        />
      ) : null}
    </fieldset>
  );
}
