import { parseSearch, type TermName } from "@switchyard/core/search";
import { SwitchyardError } from "../../errors.ts";
import type { Environment } from "../../storage/port.ts";
import type { FlagEntry } from "./entry.ts";
import { fold } from "./fold.ts";

const DAY_MS = 86_400_000;
/** A flag is new for so long. */
const NEW_MS = 14 * DAY_MS;
/** A temporary flag that nobody has touched for so long is stale, with or without a date. */
const STALE_MS = 60 * DAY_MS;

interface Asked {
  environments: readonly Environment[];
  /** Who asks, for `owner:me`: all names they go by. Absent for tokens. */
  me: readonly string[] | undefined;
  now: number;
}

/** 0 for a flag that is named so, 1 for one that only mentions it, `undefined` for one that does not match. */
export type Matcher = (entry: FlagEntry) => 0 | 1 | undefined;

/** @throws SwitchyardError INVALID_REQUEST naming each part that can't be understood, in `details.problems` */
export function createMatcher(text: string, { environments, me, now }: Asked): Matcher {
  const { words: written, terms, problems } = parseSearch(text);
  for (const key of terms.env ?? []) {
    if (!environments.some((environment) => environment.key === key)) {
      const known = environments.map((environment) => environment.key).join(", ");
      problems.push({ part: `env:${key}`, message: `There is no environment ${JSON.stringify(key)}, only ${known}` });
    }
  }
  if (terms.owner?.includes("me") && me === undefined) {
    problems.push({ part: "owner:me", message: "owner:me is for people who are signed in, not for a token" });
  }
  if (problems.length > 0) {
    throw new SwitchyardError("INVALID_REQUEST", `search: ${problems.map(({ message }) => message).join("; ")}`, {
      details: { problems: problems.map(({ part, message }) => ({ part, message })) },
    });
  }

  const words = written.map(fold);
  const where = environments.filter(({ key }) => terms.env === undefined || terms.env.includes(key));
  const owners = terms.owner?.flatMap((owner) => (owner === "me" ? (me ?? []) : [owner])).map(fold);
  const tags = terms.tag?.map(fold);
  const checks: Partial<Record<TermName, (entry: FlagEntry) => boolean>> = {
    state: ({ states }) => where.some(({ id }) => isIn(states.get(id), terms.state ?? [])),
    stage: (entry) => (terms.stage ?? []).some((stage) => (stage === "new" ? isNew(entry, now) : isStale(entry, now))),
    owner: ({ owner }) => owners?.includes(owner) ?? true,
    tag: (entry) => entry.tags.some((tag) => tags?.includes(tag)),
    type: ({ type }) => terms.type?.includes(type) ?? true,
  };
  const asked = (Object.keys(terms) as TermName[]).flatMap((name) => checks[name] ?? []);
  return (entry) => {
    if (!words.every((word) => entry.text.includes(word)) || !asked.every((holds) => holds(entry))) return undefined;
    return words.every((word) => entry.title.includes(word)) ? 0 : 1;
  };
}

type State = FlagEntry["states"] extends ReadonlyMap<string, infer S> ? S : never;

const isIn = (is: State | undefined, states: readonly string[]) =>
  is !== undefined && (states.includes(is.state) || (is.ramping && states.includes("ramping")));

const isNew = ({ createdAt }: FlagEntry, now: number) => now - createdAt < NEW_MS;

function isStale({ temporary, expectedRemoval, updatedAt }: FlagEntry, now: number): boolean {
  if (!temporary) return false;
  const isDue = expectedRemoval !== undefined && Date.parse(expectedRemoval) < now;
  return isDue || now - updatedAt > STALE_MS;
}
