import type { Delta, Quarantined, Reads, Ruleset, Transaction } from "../storage/port.ts";

/** Environments whose rulesets are kept: those that people work on at the moment. */
const KEPT = 10;

/**
 * What the last changes read, so that the next one reads on from there instead of everything: with a thousand flags, reading
 * them all takes longer than the change.
 */
export function createKnownRulesets() {
  /** By environment id, the one used last at the end. Only what was committed: another change may take the place of one that failed. */
  const kept = new Map<string, Ruleset>();

  return {
    /** For one transaction: reads through `read`, and `keep` when it is committed. Right only before anything is written in it. */
    within(tx: Transaction) {
      const seen = new Map<string, Ruleset>();
      return {
        async read(environmentId: string): Promise<Ruleset> {
          const ruleset = await readOn(tx, environmentId, kept.get(environmentId));
          seen.set(environmentId, ruleset);
          return ruleset;
        },
        keep(): void {
          for (const [environmentId, ruleset] of seen) {
            kept.delete(environmentId);
            kept.set(environmentId, ruleset);
          }
          for (const [oldest] of kept) if (kept.size > KEPT) kept.delete(oldest);
        },
      };
    },
  };
}

async function readOn(reads: Reads, environmentId: string, known: Ruleset | undefined): Promise<Ruleset> {
  const delta = known && (await reads.delta(environmentId, known.version));
  return delta && delta.epoch === known.epoch ? after(known, delta) : reads.ruleset(environmentId);
}

function after(known: Ruleset, delta: Delta): Ruleset {
  const { epoch, version, touched } = delta;
  if (touched.length === 0) return known;
  const flags = new Set(touched.flatMap((step) => step.flags));
  const segments = new Set(touched.flatMap((step) => step.segments));
  const isLeft = ({ kind, key }: Quarantined) => !(kind === "flag" ? flags : segments).has(key);
  return {
    epoch,
    version,
    flags: [...known.flags.filter(({ key }) => !flags.has(key)), ...delta.flags],
    segments: [...known.segments.filter(({ key }) => !segments.has(key)), ...delta.segments],
    quarantined: [...known.quarantined.filter(isLeft), ...delta.quarantined],
  };
}
