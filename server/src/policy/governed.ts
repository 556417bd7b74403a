import type { Author, Change, Storage, Transaction } from "../storage/port.ts";
import { NO_APPROVALS } from "./approval.ts";
import { type Assessment, assessRows, type Judges } from "./assess-rows.ts";
import { breakGlass, reviewWeakening } from "./break-glass.ts";
import { createKnownRulesets } from "./known-rulesets.ts";
import { type NotedRows, noteRows } from "./note-rows.ts";
import { errorOf, isBreakable } from "./obstacles.ts";

export interface GovernedOptions extends Partial<Judges> {}

/**
 * The same storage, in which every change must be allowed: by the author's role, and by the policies of the environments
 * in which it raises anything. Lowering passes for whoever may respond. What holds a change is thrown within its
 * transaction, so that nothing of it is written.
 *
 * @throws SwitchyardError from `change`: FORBIDDEN, REASON_REQUIRED, APPROVAL_REQUIRED, FROZEN, WOULD_RAISE, DAMAGED,
 * LIMIT_REACHED
 */
export function governed(storage: Storage, options: GovernedOptions = {}): Storage {
  const judges: Judges = { now: Date.now, approvals: NO_APPROVALS, ...options };
  const known = createKnownRulesets();
  return {
    ...storage,
    async change(author, work) {
      const { breakGlass: glass } = author;
      const reasoned = glass && !author.reason ? { ...author, reason: glass.reason } : author;
      let keep = () => {};
      const committed = await storage.change(reasoned, async (tx) => {
        const rulesets = known.within(tx);
        keep = rulesets.keep;
        const noting = noteRows(tx, rulesets.read);
        const outcome = await work(noting.tx);
        const changes = outcome.change === undefined ? [] : [outcome.change].flat();
        if (changes.length === 0) return outcome;
        const opened = await pass(tx, reasoned, noting.rows, changes, judges);
        return opened.length === 0 ? outcome : { ...outcome, change: [...opened, ...changes] };
      });
      keep();
      return committed;
    },
  };
}

/** @returns what breaking the glass adds to the log */
async function pass(
  tx: Transaction,
  author: Author,
  rows: NotedRows,
  changes: readonly Change[],
  judges: Judges,
): Promise<Change[]> {
  const opened: Change[] = [];
  for (const assessment of await assessRows(tx, author, rows, changes, judges)) {
    requireAllowed(assessment, author);
    if (author.actor.kind !== "system") {
      opened.push(...(await reviewWeakening(tx, author, assessment.projectId, assessment.weakened, judges.now())));
    }
    const held = assessment.verdicts.filter(({ obstacles }) => obstacles.length > 0);
    if (author.breakGlass === undefined || held.length === 0) continue;
    opened.push(...(await breakGlass(tx, author, author.breakGlass.reason, assessment.projectId, held, judges.now())));
  }
  return opened;
}

/** @throws SwitchyardError for the first obstacle that is in the way, and is not broken through */
function requireAllowed({ obstacles, verdicts }: Assessment, author: Author): void {
  const [first] = obstacles;
  if (first) throw errorOf(first, "");
  for (const verdict of verdicts) {
    const isBroken = author.breakGlass !== undefined && verdict.mayBreakGlass;
    const inTheWay = verdict.obstacles.find((obstacle) => !isBroken || !isBreakable(obstacle));
    if (inTheWay === undefined) continue;
    if (!isBreakable(inTheWay)) throw errorOf(inTheWay, "");
    if (author.breakGlass) throw errorOf(inTheWay, "its policy does not let you break the glass");
    throw errorOf(inTheWay, verdict.mayBreakGlass ? "or break the glass, with a reason" : "");
  }
}
