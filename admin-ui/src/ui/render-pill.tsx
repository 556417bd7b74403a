import { type ComboboxRenderPillInput, Pill } from "@mantine/core";

/**
 * One of several values, with a cross that Tab comes to and that says what it removes: with Backspace alone, what is in the
 * middle could only go after all behind it.
 */
export const renderPill = ({ value, onRemove, disabled = false }: ComboboxRenderPillInput) => (
  <Pill
    withRemoveButton={!disabled}
    disabled={disabled}
    {...(onRemove ? { onRemove } : {})}
    removeButtonProps={{ tabIndex: 0, "aria-hidden": false, "aria-label": `Remove ${value}` }}
  >
    {value}
  </Pill>
);
