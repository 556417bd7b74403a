import type { Configuration } from "@switchyard/core";
import { type FlagShape, sentence } from "@switchyard/core/words";
import type { Change } from "../api/types.ts";

const ON_OFF: FlagShape = {
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
};

type Logged = Pick<Change, "before" | "after" | "environment">;

/** The sentences before and after a change of a configuration; `undefined` for every other change. */
export function changeSentences(
  change: Logged,
  flag: FlagShape = ON_OFF,
): { before: string; after: string } | undefined {
  const before = configurationIn(change.before);
  const after = configurationIn(change.after);
  const { environment } = change;
  if (environment === undefined || !before || !after) return undefined;
  return { before: sentence(flag, before, environment), after: sentence(flag, after, environment) };
}

/** The log outlives the server that wrote it: what it holds is looked at before it is believed. */
export function configurationIn(value: unknown): Configuration | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { enabled, offVariant, prerequisites, targets, rules, fallthrough } = value as Partial<Configuration>;
  const isWhole =
    typeof enabled === "boolean" &&
    typeof offVariant === "string" &&
    [prerequisites, targets, rules].every(Array.isArray) &&
    typeof fallthrough === "object" &&
    fallthrough !== null &&
    ("variant" in fallthrough || "rollout" in fallthrough);
  return isWhole ? (value as Configuration) : undefined;
}
