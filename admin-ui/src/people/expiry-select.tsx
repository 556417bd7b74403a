import { NativeSelect } from "@mantine/core";

/** Days that a new token lasts, unless another term is chosen. */
export const EXPIRY = 90;

const CHOICES = [7, 30, EXPIRY, 365];

interface ExpirySelectProps {
  /** `undefined` is for good. */
  days: number | undefined;
  onChange: (days: number | undefined) => void;
}

export function ExpirySelect({ days, onChange }: ExpirySelectProps) {
  return (
    <NativeSelect
      label="Valid for"
      w="min(16rem, 100%)"
      value={days === undefined ? "" : String(days)}
      data={[
        ...CHOICES.map((choice) => ({ value: String(choice), label: `${choice} days` })),
        { value: "", label: "until it is revoked" },
      ]}
      onChange={({ currentTarget: { value } }) => onChange(value === "" ? undefined : Number(value))}
    />
  );
}
