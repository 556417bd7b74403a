const NO_TEXT = new Set(["checkbox", "radio", "button", "submit", "range"]);

/** Whether single letters belong to whatever has the focus, or to a dialog that is open, rather than to shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog]") !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type);
  return (
    target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || target.closest("[role=menu]") !== null
  );
}
