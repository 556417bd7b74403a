import { SwitchyardError } from "../errors.ts";
import type { Author, Environment, Ruleset } from "../storage/port.ts";

/** Of the message that carries all of an environment to an SDK. */
export const MAX_SNAPSHOT_BYTES = 10 * 1024 * 1024;

/** What a snapshot has beside its flags and segments, its version written with all the digits that there can be. */
const ENVELOPE_BYTES = 160;

/** Bytes of a snapshot. */
export interface SnapshotBytes {
  before: number;
  after: number;
  /** Whether something is in it that wasn't: no way of lowering, though nobody gets more by it. */
  hasMore: boolean;
}

/** A flag or a segment as SDKs get it, where they do. */
interface Served {
  before: object | undefined;
  after: object | undefined;
}

/** By the flag or segment itself: what was read once is measured once, however many changes look at it. */
const measured = new WeakMap<object, number>();

function bytesOf(item: object): number {
  const known = measured.get(item);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(item)) + ",".length;
  measured.set(item, bytes);
  return bytes;
}

const sum = (items: readonly (object | undefined)[]) =>
  items.reduce((bytes: number, item) => bytes + (item === undefined ? 0 : bytesOf(item)), 0);

/**
 * How large an environment's snapshot was and will be. It is put together from what each flag and segment takes, which is
 * remembered as long as the gate remembers the ruleset: nothing is serialised but what a change touches.
 *
 * @param rest what the change leaves as it is
 */
export function snapshotBytes(rest: Pick<Ruleset, "flags" | "segments">, touched: readonly Served[]): SnapshotBytes {
  const same = ENVELOPE_BYTES + sum(rest.flags) + sum(rest.segments);
  return {
    before: same + sum(touched.map(({ before }) => before && withSwitch(before))),
    after: same + sum(touched.map(({ after }) => after && withSwitch(after))),
    hasMore: touched.some(({ before, after }) => before === undefined && after !== undefined),
  };
}

/** As long on as off: "false" has a byte more than "true", and to switch a flag off is never too much. */
const withSwitch = (item: object): object => ("enabled" in item ? { ...item, enabled: false } : item);

/** The same for an environment that wasn't there. */
export const newSnapshotBytes = ({ flags, segments }: Pick<Ruleset, "flags" | "segments">): SnapshotBytes => ({
  before: 0,
  after: ENVELOPE_BYTES + sum(flags) + sum(segments),
  hasMore: true,
});

/**
 * What lowers passes whatever its size, and so does what makes a snapshot smaller. So do the steps of a guarded rollout, which
 * replace one number by another.
 *
 * @throws SwitchyardError LIMIT_REACHED
 */
export function requireSnapshotFits(
  { environment, direction, snapshot }: { environment: Environment; direction: string; snapshot?: SnapshotBytes },
  { actor, schedule }: Author,
): void {
  if (snapshot === undefined || (actor.kind === "system" && schedule === undefined)) return;
  const { before, after, hasMore } = snapshot;
  if (direction === "lowers" && !hasMore) return;
  if (after <= MAX_SNAPSHOT_BYTES || after <= before) return;
  throw new SwitchyardError(
    "LIMIT_REACHED",
    `A snapshot may have at most ${MAX_SNAPSHOT_BYTES} bytes (10 MB), that of environment ${environment.key} would have ` +
      `${after}: archive flags that are done, or shorten its targets and segments first; killing, lowering and removing are not held`,
    { details: { limit: "snapshot", environment: environment.key, bytes: after, maxBytes: MAX_SNAPSHOT_BYTES } },
  );
}
