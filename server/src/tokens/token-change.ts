import { asJson } from "../flags/json.ts";
import type { Action, ApiToken, Change } from "../storage/port.ts";
import { hintOf } from "./token-format.ts";

/** Of one person, or of one project's robots. */
export const MAX_TOKENS = 100;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What can be read now and never again. */
export interface Secret {
  token: string;
}

export interface Rotation {
  /** How long the old secret is still taken. */
  overlapHours: number;
  reason?: string | undefined;
}

export const expiryOf = (days: number | undefined, now: number): number | undefined =>
  days === undefined ? undefined : now + days * DAY_MS;

/** The same token with another secret; the one before is taken for some time, and no other. */
export const withNewSecret = (token: ApiToken, secret: string, overlapHours: number): ApiToken => ({
  ...token,
  hint: hintOf(secret),
  previousUntil: Date.now() + overlapHours * HOUR_MS,
});

/** For the change log: a robot's belongs to its project, a person's to none. */
export function changedToken(
  action: Action,
  before: ApiToken | undefined,
  after: ApiToken | undefined,
  record: (token: ApiToken) => object = () => ({}),
): Change {
  const projectId = (after ?? before)?.projectId;
  const view = (token: ApiToken | undefined) => {
    if (token === undefined) return null;
    const { id, name, hint, atMost, expiresAt, previousUntil } = token;
    return asJson({ id, name, hint, atMost, expiresAt, previousUntil, ...record(token) });
  };
  return { action, ...(projectId ? { projectId } : {}), before: view(before), after: view(after), affects: [] };
}
