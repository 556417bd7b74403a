import type { Role } from "./authority.ts";
import type { Actor } from "./model.ts";

// What raising changes of an environment must pass, and what was pushed through all the same.

/** When nothing may be raised. */
export type FreezeWindow = {
  /** What people call it, such as "no releases on weekends". */
  name: string;
} & (
  | {
      kind: "recurring";
      /** When it begins: a cron expression of five parts, by the clocks of `timeZone`. */
      cron: string;
      /** How long it lasts by those clocks, so that from Friday 17:00 to Monday 9:00 is 64 hours whatever summer time does. */
      minutes: number;
      /** An IANA name, such as `Europe/Berlin`. */
      timeZone: string;
    }
  /** From (inclusive) and until (exclusive), in milliseconds since 1970. */
  | { kind: "once"; from: number; until: number }
);

export interface Policy {
  environmentId: string;
  requireReason: boolean;
  /** How many people must approve what raises, its author not among them. */
  approvals: number;
  /** Who may push a change through: those who hold this role at least, if one is named, and these people by their ids. */
  breakGlass: { role?: Role; people: string[] };
  freezes: FreezeWindow[];
  updatedAt: number;
}

/** What a change was pushed through. */
export const RULES = ["role", "reason", "approvals", "freeze", "pending", "weakened"] as const;
export type Rule = (typeof RULES)[number];

/** Something pushed through a policy, for another person to look at. */
export interface AfterReview {
  id: string;
  environmentId: string;
  actor: Actor;
  reason: string;
  rules: Rule[];
  /** The flags that were raised, by their keys. */
  flags: string[];
  openedAt: number;
  closed?: { by: Actor; at: number; note: string };
}

interface AfterReviewFilter {
  projectId: string;
  /** @default both */
  state?: "open" | "closed";
  /** Only those opened before: the next page. */
  before?: number;
  /** 1 to 200. */
  limit: number;
}

export interface PolicyReads {
  /** `undefined` when there is none; one that can't be read is named, since it must not pass for none. */
  policy(environmentId: string): Promise<Policy | "damaged" | undefined>;
  afterReview(id: string): Promise<AfterReview | undefined>;
  /** Newest first. */
  afterReviews(filter: AfterReviewFilter): Promise<AfterReview[]>;
}

export interface PolicyWrites {
  /** Inserts or replaces. */
  putPolicy(policy: Policy): Promise<void>;
  insertAfterReview(review: AfterReview): Promise<void>;
  /**
   * Closes one that is open.
   *
   * @throws StorageError "refused" when it is not there, or closed already
   */
  closeAfterReview(id: string, closed: NonNullable<AfterReview["closed"]>): Promise<void>;
}
