import { Feature, useFlag, useFlagDetails, useFlagsStatus } from "@switchyard/sdk-browser/react";
import { createElement, Fragment, type ReactNode } from "react";

// One component for each flag. Rendered in Node and in the browser, so nothing here may know where it is.

export const FLAGS = 50;
export const keyOf = (place: number) => `flag-${place}`;

/** How often each component has rendered, by its flag; `status` for the one that reads no flag. */
export const renders: Record<string, number> = {};

function count(name: string) {
  renders[name] = (renders[name] ?? 0) + 1;
}

const KINDS: ((props: { flag: string }) => ReactNode)[] = [
  function Value({ flag }) {
    count(flag);
    return createElement("li", { id: flag }, `${useFlag(flag, false)}`);
  },
  function Text({ flag }) {
    count(flag);
    return createElement("li", { id: flag }, useFlag(flag, "none"));
  },
  function Details({ flag }) {
    count(flag);
    const { value, variant, reason, errorCode } = useFlagDetails(flag, { sides: 0 });
    return createElement("li", { id: flag }, JSON.stringify({ value, variant, reason, errorCode }));
  },
  function Feat({ flag }) {
    count(flag);
    return createElement("li", { id: flag }, createElement(Feature, { flag, fallback: "old" }, "new"));
  },
];

function Status() {
  count("status");
  return createElement("p", { id: "status" }, `${useFlagsStatus().ready}`);
}

/** Types of the flags by place: `many-flags` reads a text where there is a text. */
export const typeOf = (place: number) => (["boolean", "string", "object", "boolean"] as const)[place % 4] ?? "boolean";

export function ManyFlags() {
  const items = Array.from({ length: FLAGS }, (_, place) =>
    createElement(KINDS[place % KINDS.length] ?? Status, { key: place, flag: keyOf(place) }),
  );
  return createElement(Fragment, null, createElement(Status), createElement("ul", null, items));
}
