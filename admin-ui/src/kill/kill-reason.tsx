import { Chip, Group, Text } from "@mantine/core";

const REASONS = ["Errors", "Too slow", "Wrong result", "Reported by a customer", "Drill"];

/** Why, in one press and without a key: nobody has to stop for it. */
export function KillReason({ reason, onReason }: { reason: string; onReason: (reason: string) => void }) {
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" c="dimmed" mb="xs">
        Why? You may leave this out.
      </Text>
      <Chip.Group value={reason} onChange={(value) => onReason(String(value))}>
        <Group gap="xs">
          {REASONS.map((one) => (
            <Chip
              key={one}
              value={one}
              color="gray"
              variant="outline"
              onClick={() => {
                if (reason === one) onReason("");
              }}
            >
              {one}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </fieldset>
  );
}
