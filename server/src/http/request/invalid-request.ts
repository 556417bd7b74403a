import type { z } from "@hono/zod-openapi";
import { SwitchyardError } from "../../errors.ts";

type Issue = z.core.$ZodIssue;

interface Problem {
  path: string;
  message: string;
}

const MAX_PROBLEMS = 50;
const MAX_SHOWN = 100;
/** Fields whose content no answer repeats. */
const SECRETS = new Set<PropertyKey>(["password", "token"]);

/** What a schema refused, each as a sentence: place, rule and what was received. */
export function invalidRequest(where: string, value: unknown, issues: readonly Issue[]): SwitchyardError {
  const problems = issues.slice(0, MAX_PROBLEMS).map((issue) => describe(where, value, issue));
  const [first] = problems;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more, see details)` : "";
  return new SwitchyardError("INVALID_REQUEST", `${first?.message ?? `${where} is invalid`}${more}`, {
    details: { problems: problems.map((problem) => ({ ...problem })) },
  });
}

function describe(where: string, root: unknown, issue: Issue): Problem {
  if (issue.code === "invalid_union") {
    const nested = closestBranch(issue.errors);
    if (nested) return describe(where, root, { ...nested, path: [...issue.path, ...nested.path] });
  }
  const path = pathOf(issue.path);
  const value = issue.path.reduce<unknown>(childOf, root);
  const place = path === "" ? where : path;
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => JSON.stringify(key)).join(", ");
    return { path, message: `${place} has no field named ${names}` };
  }
  if (value === undefined) return { path, message: `${place} is missing: it ${ruleOf(issue)}` };
  return { path, message: `${place} ${ruleOf(issue)}, received ${shown(value, issue.path)}` };
}

/** The alternative that was probably meant: the one that fits deepest, then with the fewest faults. */
function closestBranch(branches: readonly (readonly Issue[])[]): Issue | undefined {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map(({ path }) => path.length));
  const [closest] = [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  return closest?.[0];
}

function ruleOf(issue: Issue): string {
  // The schemas' own messages are rules already.
  if (/^(must|is) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "too_small":
      return `must ${bound(issue.origin, "at least", issue.minimum)}`;
    case "too_big":
      return `must ${bound(issue.origin, "at most", issue.maximum)}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    default:
      return `must be valid: ${issue.message}`;
  }
}

function bound(origin: string, comparison: string, limit: number | bigint): string {
  if (origin === "string") return `have ${comparison} ${limit} characters`;
  if (origin === "array") return `have ${comparison} ${limit} entries`;
  return `be ${comparison} ${limit}`;
}

const article = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

const pathOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}${text ? "." : ""}${String(part)}`),
    "",
  );

function childOf(value: unknown, part: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
  return (value as Record<PropertyKey, unknown>)[part];
}

function shown(value: unknown, path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (last !== undefined && SECRETS.has(last))
    return typeof value === "string" ? `${value.length} characters` : "no text";
  const text = JSON.stringify(value, (key, inner: unknown) => (SECRETS.has(key) ? "…" : inner)) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
