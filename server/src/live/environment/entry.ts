import { compileRuleset, type FlagData, type Ruleset, type SegmentData, updateRuleset } from "@switchyard/core";
import { regex } from "../../regex.ts";
import { canonicalJson } from "../../storage/canonical-json.ts";
import type { Delta, Quarantined, Ruleset as StoredRuleset } from "../../storage/port.ts";
import { frameText, payloadOf } from "../socket/frame.ts";
import { snapshotText } from "../socket/messages.ts";
import { SnapshotBody } from "./snapshot-body.ts";

/** A flag or segment and its bytes on the wire, serialised once however many messages carry it. */
export interface Item<Data> {
  data: Data;
  json: string;
}

/** One version of one environment, immutable. What is costly is made on first need and kept. */
export class Entry {
  readonly epoch: string;
  readonly version: number;
  /** What made it: see {@link stampOf}. Absent where the log does not say. */
  readonly stamp?: string;
  readonly flags: ReadonlyMap<string, Item<FlagData>>;
  readonly segments: ReadonlyMap<string, Item<SegmentData>>;
  /** Rows that are there but can't be read: no SDK is told that they are gone. */
  readonly damaged: readonly Quarantined[];
  #ruleset?: Ruleset;
  #snapshot?: { frame: Buffer; http: SnapshotBody };

  private constructor(
    { epoch, version, stamp }: { epoch: string; version: number; stamp?: string },
    damaged: readonly Quarantined[],
    flags: ReadonlyMap<string, Item<FlagData>>,
    segments: ReadonlyMap<string, Item<SegmentData>>,
  ) {
    this.epoch = epoch;
    this.version = version;
    this.stamp = stamp;
    this.damaged = damaged;
    this.flags = flags;
    this.segments = segments;
  }

  static from(stored: StoredRuleset, stamp?: string): Entry {
    const { epoch, version } = stored;
    return new Entry(
      { epoch, version, stamp },
      stored.quarantined,
      withItems(new Map(), stored.flags),
      withItems(new Map(), stored.segments),
    );
  }

  /**
   * The version that a delta leads to. A row that can't be read is in neither of the delta's lists: its last good state
   * stays.
   *
   * @returns `changed`: the flags whose answers may differ. Known only when somebody evaluates here, so that `ruleset`
   * was needed before.
   */
  after(delta: Delta, stamp?: string): { entry: Entry; changed?: string[] } {
    const flags = withItems(new Map(this.flags), delta.flags);
    const segments = withItems(new Map(this.segments), delta.segments);
    for (const key of delta.removed.flags) flags.delete(key);
    for (const key of delta.removed.segments) segments.delete(key);
    const isTouched = ({ kind, key }: Quarantined) =>
      delta.touched.some((step) => (kind === "flag" ? step.flags : step.segments).includes(key));
    const damaged = [...this.damaged.filter((row) => !isTouched(row)), ...delta.quarantined];
    const entry = new Entry({ epoch: delta.epoch, version: delta.version, stamp }, damaged, flags, segments);
    if (this.#ruleset === undefined) return { entry };
    const { ruleset, changed } = updateRuleset(this.#ruleset, delta, { regex });
    entry.#ruleset = ruleset;
    return { entry, changed };
  }

  /** For evaluation on the server. */
  get ruleset(): Ruleset {
    this.#ruleset ??= compileRuleset({ flags: dataOf(this.flags), segments: dataOf(this.segments) }, { regex });
    return this.#ruleset;
  }

  /** The snapshot message, framed. */
  get frame(): Buffer {
    return this.#serialised().frame;
  }

  /** The same bytes for HTTP. */
  get http(): SnapshotBody {
    return this.#serialised().http;
  }

  /** None while nobody has needed it. */
  get snapshotBytes(): number {
    return this.#snapshot?.http.bytes.length ?? 0;
  }

  #serialised() {
    this.#snapshot ??= serialise(this);
    return this.#snapshot;
  }
}

function serialise(entry: Entry): { frame: Buffer; http: SnapshotBody } {
  const frame = frameText(snapshotText(entry, jsonOf(entry.flags), jsonOf(entry.segments)));
  return { frame, http: new SnapshotBody(entry.version, payloadOf(frame)) };
}

function withItems<Data extends { key: string }>(items: Map<string, Item<Data>>, changed: Data[]) {
  for (const data of changed) items.set(data.key, { data, json: canonicalJson(data) });
  return items;
}

const dataOf = <Data>(items: ReadonlyMap<string, Item<Data>>) => [...items.values()].map(({ data }) => data);

const jsonOf = (items: ReadonlyMap<string, Item<unknown>>) =>
  [...items.keys()].sort().map((key) => items.get(key)?.json ?? "");
