import { useHotkeys } from "@mantine/hooks";
import type { Flag } from "../api/types.ts";
import { isTyping } from "../ui/is-typing.ts";
import type { Selection } from "./selection.ts";

/** j and k walk down and up the flags on screen, x ticks the one where one is; Enter opens it, as on any link. */
export function useFlagKeys(flags: readonly Flag[], selection: Selection): void {
  const step = (by: 1 | -1) => (event: KeyboardEvent) => {
    if (isTyping(event.target)) return;
    const links = [...document.querySelectorAll<HTMLElement>("[data-flag-link]")];
    const here = links.findIndex((link) => link.closest("[data-flag]")?.contains(document.activeElement));
    links[Math.min(links.length - 1, Math.max(0, here + by))]?.focus();
  };
  const tick = (event: KeyboardEvent) => {
    const row = document.activeElement?.closest<HTMLElement>("[data-flag]");
    const flag = flags.find(({ key }) => key === row?.dataset.flag);
    if (flag && !isTyping(event.target)) selection.toggle(flag);
  };
  useHotkeys(
    [
      ["j", step(1), { preventDefault: false }],
      ["k", step(-1), { preventDefault: false }],
      ["x", tick, { preventDefault: false }],
    ],
    [],
  );
}
