import { Textarea } from "@mantine/core";

/** Why something is done, as long as the server takes it. The history shows it, whatever the description says besides. */
export function ReasonField({
  value,
  onChange,
  description = "Optional; the history shows it",
  required = false,
}: {
  value: string;
  onChange(next: string): void;
  description?: string;
  required?: boolean;
}) {
  return (
    <Textarea
      label="Reason"
      description={description}
      required={required}
      autosize
      minRows={2}
      maxLength={1000}
      dir="auto"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
