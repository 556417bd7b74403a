import { setImmediate as nextTurn } from "node:timers/promises";
import { nearest } from "@switchyard/core";
import type { UnknownFlag } from "../api.ts";
import { notFound } from "../projects/find.ts";
import type { Environment, Flag, Project, Storage } from "../storage/port.ts";
import type { UnknownFlag as Row } from "../storage/usage.ts";

const MAX_SHOWN = 100;
/** Keys that are compared for suggestions: of a project with very many flags only the first keys get one. */
const MAX_COMPARED = 100_000;

/** Keys that SDKs ask for and that no flag of theirs has, those that came last first. */
export async function readUnknownFlags(
  storage: Storage,
  project: Project,
  environment: Environment,
): Promise<{ flags: UnknownFlag[]; more: number }> {
  const [rows, flags] = await Promise.all([storage.usage.unknownFlags(environment.id), storage.flags(project.id)]);
  const known = new Map(flags.map((flag) => [flag.key, flag]));
  const live = flags.flatMap(({ key, archived }) => (archived ? [] : key));

  const byKey = new Map<string, Row[]>();
  for (const row of rows) {
    if (!row.dismissed && reason(known.get(row.flag), row.kind))
      byKey.set(row.flag, [...(byKey.get(row.flag) ?? []), row]);
  }
  const found = [...byKey].map(([key, asked]) => merge(key, asked, known.get(key)));
  found.sort((a, b) => b.lastSeenAt - a.lastSeenAt || b.count - a.count);
  const shown = found.slice(0, MAX_SHOWN);
  const withSuggestion = live.length === 0 ? 0 : Math.floor(MAX_COMPARED / live.length);
  for (const each of shown.filter(({ why }) => why === "missing").slice(0, withSuggestion)) {
    each.suggestion = nearest(each.flag, live) ?? null;
    // Some milliseconds each.
    await nextTurn();
  }
  return { flags: shown, more: found.length - shown.length };
}

/**
 * Doesn't show it again.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function dismissUnknownFlag(storage: Storage, environment: Environment, flag: string): Promise<void> {
  if (await storage.usage.dismissUnknownFlag(environment.id, flag)) return;
  throw notFound("unknown flag", flag, `environment ${environment.key}: no SDK has asked for it`);
}

/** Why this flag is unknown to who asked, or `undefined` when it isn't any more. */
function reason(flag: Flag | undefined, kind: Row["kind"]): UnknownFlag["why"] | undefined {
  if (flag === undefined) return "missing";
  if (flag.archived) return "archived";
  return kind === "browser" && !flag.clientSide ? "server-only" : undefined;
}

function merge(key: string, asked: Row[], flag: Flag | undefined): UnknownFlag {
  const named = asked.filter(({ app }) => app !== undefined).sort((a, b) => b.lastSeenAt - a.lastSeenAt);
  return {
    flag: key,
    why: reason(flag, "browser") ?? "missing",
    suggestion: null,
    count: asked.reduce((count, row) => Math.min(count + row.count, Number.MAX_SAFE_INTEGER), 0),
    firstSeenAt: Math.min(...asked.map(({ firstSeenAt }) => firstSeenAt)),
    lastSeenAt: Math.max(...asked.map(({ lastSeenAt }) => lastSeenAt)),
    app: named[0]?.app ?? null,
    kinds: asked.map(({ kind }) => kind),
  };
}
