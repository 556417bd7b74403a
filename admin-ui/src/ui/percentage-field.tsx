import { NumberInput } from "@mantine/core";

/** A percentage in a form, as fine as rollouts are; a text while it is being typed. */
export function PercentageField({
  value,
  onChange,
}: {
  value: number | string;
  onChange(next: number | string): void;
}) {
  return (
    <NumberInput
      label="Percentage"
      min={0}
      max={100}
      decimalScale={3}
      suffix=" %"
      w="min(12rem, 100%)"
      value={value}
      onChange={onChange}
    />
  );
}
