import { environmentNamed, parseSearch, type TermName } from "@switchyard/core/search";
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
  const { words: written, terms, without, problems } = parseSearch(text);
  for (const key of terms.env ?? []) {
    if (!environmentNamed(key, environments)) {
      const known = environments.map((environment) => environment.key).join(", ");
      problems.push({ part: `env:${key}`, message: `There is no environment ${JSON.stringify(key)}, only ${known}` });
    }
  }
  if ([terms, without.terms].some(({ owner }) => owner?.includes("me")) && me === undefined) {
    problems.push({ part: "owner:me", message: "owner:me is for people who are signed in, not for a token" });
  }
  if (problems.length > 0) {
    throw new SwitchyardError("INVALID_REQUEST", `search: ${problems.map(({ message }) => message).join("; ")}`, {
      details: { problems: problems.map(({ part, message }) => ({ part, message })) },
    });
  }

  const words = written.map(fold);
  const unwanted = without.words.map(fold);
  const named = terms.env?.map((key) => environmentNamed(key, environments));
  const where = environments.filter((environment) => named === undefined || named.includes(environment));
  const checks: Record<Exclude<TermName, "env">, (values: readonly string[]) => (entry: FlagEntry) => boolean> = {
    state: (values) => (entry) => where.some(({ id }) => isIn(entry.states.get(id), values)),
    stage: (values) => (entry) => values.some((stage) => (stage === "new" ? isNew(entry, now) : isStale(entry, now))),
    owner: (values) => {
      const owners = values.flatMap((owner) => (owner === "me" ? (me ?? []) : [owner])).map(fold);
      return ({ owner }) => owners.includes(owner);
    },
    tag: (values) => {
      const tags = values.map(fold);
      return (entry) => entry.tags.some((tag) => tags.includes(tag));
    },
    type: (values) => (entry) => values.includes(entry.type),
  };
  const asked = (of: typeof terms) =>
    Object.entries(of).flatMap(([name, values]) => (name === "env" ? [] : checks[name as keyof typeof checks](values)));
  const [wanted, excluded] = [asked(terms), asked(without.terms)];
  return (entry) => {
    if (!words.every((word) => entry.text.includes(word)) || !wanted.every((holds) => holds(entry))) return undefined;
    if (unwanted.some((word) => entry.text.includes(word)) || excluded.some((holds) => holds(entry))) return undefined;
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
