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

/** What a change means that has no two sentences; `undefined` where its title says all. */
export function changeMeaning(
  { action, environment, after }: Pick<Change, "action" | "environment" | "after">,
  flag: FlagShape = ON_OFF,
): string | undefined {
  if (action === "flag.killed") return "Everyone gets the off variant, whatever is set, until it is restored.";
  if (action === "flag.created") return "Switched off in every environment.";
  if (action === "environment.drilled")
    return "Nobody’s answer changed: whether every SDK hears of a change was tried.";
  if (action !== "flag.restored" || environment === undefined) return undefined;
  const decides = typeof after === "object" && after !== null && "decides" in after ? after.decides : undefined;
  const configuration = configurationIn(decides);
  return configuration && sentence(flag, configuration, environment);
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
