import { type FocusEvent, useEffect, useRef } from "react";

/** An element, and everything around it. */
export type Way = readonly HTMLElement[];

/** From what has the focus. */
export function wayHere(): Way {
  const active = document.activeElement;
  // A menu closes as soon as something of it is chosen: what opened it stays.
  const opener = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return wayFrom((opener ? document.getElementById(opener) : active) ?? null);
}

function wayFrom(element: Element | null): Way {
  const way: HTMLElement[] = [];
  for (
    let one = element;
    one instanceof HTMLElement && one !== document.body && !one.matches("[data-portal]");
    one = one.parentElement
  )
    way.push(one);
  return way;
}

const NEXT = ["a[href]", ...["button", "input", "select", "textarea"].map((name) => `${name}:enabled`)].join();

/** Gives the focus back, unless something has it. */
export function goBack(way: Way): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const there = way.find((one) => one.isConnected);
  // What had it may be gone, as a kill switch is after the kill: then to what is beside it.
  const next = there === way[0] ? there : there?.querySelector<HTMLElement>(NEXT);
  next?.focus({ preventScroll: true });
}

/** For a bar that goes once something in it was pressed: the keyboard goes on where it was before the bar. */
export function useWayBack() {
  const way = useRef<Way>([]);
  useEffect(() => () => goBack(way.current), []);
  return {
    onFocus({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) {
      if (currentTarget.contains(relatedTarget)) return;
      way.current = wayFrom(relatedTarget ?? currentTarget);
    },
    onBlur({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) {
      // Whoever left it by themselves is somewhere else.
      if (relatedTarget && !currentTarget.contains(relatedTarget)) way.current = [];
    },
  };
}
