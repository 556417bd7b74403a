import { Button, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { localTimeZone } from "../words/zoned.ts";
import type { Freeze } from "./freeze.ts";
import { FreezeEditor } from "./freeze-editor.tsx";

interface FreezeListProps {
  freezes: readonly Freeze[];
  /** Somebody tried to go on with them as they are. */
  tried: boolean;
  onChange: (freezes: Freeze[]) => void;
}

/** Weekends first: it is what most freezes are. */
const newFreeze = (): Freeze => ({
  name: "",
  kind: "recurring",
  cron: "0 17 * * 5",
  minutes: 64 * 60,
  timeZone: localTimeZone(),
});

/** When nothing may be raised. */
export function FreezeList({ freezes, tried, onChange }: FreezeListProps) {
  return (
    <section aria-label="Freezes">
      <Title order={2} size="h5">
        Freezes
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        While one holds, nothing here is raised, whoever approved it; what is scheduled waits for its end.
      </Text>
      <Stack>
        {freezes.map((freeze, index) => (
          <FreezeEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being typed
            key={index}
            number={index + 1}
            freeze={freeze}
            tried={tried}
            onChange={(next) => onChange(freezes.with(index, next))}
            onRemove={() => onChange(freezes.toSpliced(index, 1))}
          />
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...freezes, newFreeze()])}
          >
            Add freeze
          </Button>
        </div>
      </Stack>
    </section>
  );
}
