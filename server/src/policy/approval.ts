import type { Transaction } from "../storage/port.ts";

/** What the store of change requests knows of one, read in the transaction that applies it. */
export interface ApprovedRequest {
  id: string;
  projectId: string;
  /** Who proposed it, and every account that wrote to it: none of them counts among those who approve. */
  authors: readonly string[];
  /**
   * Who approved what. Only by people who, as they approved, might change all that it changes, protected environments
   * included; `contentHash` is that of the content which they saw, as `digestOf` makes it.
   */
  approvals: readonly { by: string; contentHash: string }[];
}

/** How the gate looks into change requests. */
export interface Approvals {
  /** @returns undefined when there is none, or it is no longer open (withdrawn, declined, applied) */
  find(tx: Transaction, requestId: string): Promise<ApprovedRequest | undefined>;
}

/** Without change requests nothing is approved. */
export const NO_APPROVALS: Approvals = { find: async () => undefined };

/** How many different people approved exactly this content. */
export function countApprovals(request: ApprovedRequest, contentHash: string): number {
  const people = request.approvals.filter((one) => one.contentHash === contentHash).map(({ by }) => by);
  return new Set(people.filter((id) => !request.authors.includes(id))).size;
}
