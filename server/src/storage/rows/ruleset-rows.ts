import { setImmediate as nextTurn } from "node:timers/promises";
import type { FlagData, SegmentData } from "@switchyard/core";
import type { OnDamage } from "../damage.ts";
import { flagData } from "../flag-data.ts";
import type { Quarantined, Ruleset } from "../port.ts";
import { segmentData } from "../segment-data.ts";
import { type Decoded, decode } from "./decode.ts";
import { configurationRow, flagRow, segmentRow } from "./rows.ts";

interface FlagWithConfiguration {
  flag: { key: string };
  configuration: object | null;
}

/** What SDKs of an environment are served from, as it stood at one moment. */
export interface RulesetRows {
  flagRows: FlagWithConfiguration[];
  segmentRows: { key: string }[];
}

/** All of an environment: read at once, to be decoded when there is time for it. */
export interface RulesetRowReads {
  rulesetRows(environmentId: string): Promise<RulesetRows & { epoch: string; version: number }>;
}

type Served = Pick<Ruleset, "flags" | "segments" | "quarantined">;

/** So long rows are decoded until others have their turn. */
const SLICE_MS = 10;

/** Rows as SDKs receive them. What can't be read is left out, and named, so that the rest can be served. */
export function toServed(rows: RulesetRows, onDamage: OnDamage): Served {
  const served = empty();
  for (const _ of decodeEach(rows, served, onDamage));
  return served;
}

/** The same of all that an environment has, in slices: thousands of rows, damaged ones the more, take longer than a stream or a request should wait. */
export async function toRuleset<Rows extends RulesetRows>(
  { flagRows, segmentRows, ...rest }: Rows,
  onDamage: OnDamage,
): Promise<Omit<Rows, keyof RulesetRows> & Served> {
  const served = empty();
  let began = performance.now();
  for (const _ of decodeEach({ flagRows, segmentRows }, served, onDamage)) {
    if (performance.now() - began < SLICE_MS) continue;
    await nextTurn();
    began = performance.now();
  }
  return { ...rest, ...served };
}

const empty = (): Served => ({ flags: [], segments: [], quarantined: [] });

function* decodeEach({ flagRows, segmentRows }: RulesetRows, served: Served, onDamage: OnDamage) {
  const keep = <T>(list: T[], kind: Quarantined["kind"], key: string, { problem, ...rest }: Decoded<T>) => {
    if (problem === undefined && "value" in rest) {
      list.push(rest.value);
      return;
    }
    served.quarantined.push({ kind, key: String(key), problem: String(problem) });
    onDamage(`The ${kind} ${String(key)} is damaged and left out: ${problem}`, `${kind}s`);
  };
  for (const row of flagRows) yield keep(served.flags, "flag", row.flag.key, decodeFlag(row));
  for (const row of segmentRows) yield keep(served.segments, "segment", row.key, decodeSegment(row));
}

function decodeFlag(row: FlagWithConfiguration): Decoded<FlagData> {
  const flag = decode(flagRow, row.flag);
  if (flag.problem !== undefined) return flag;
  if (row.configuration === null) return { problem: "it has no configuration in this environment" };
  const configuration = decode(configurationRow, row.configuration);
  if (configuration.problem !== undefined) return configuration;
  return { value: flagData(flag.value, configuration.value) };
}

function decodeSegment(row: object): Decoded<SegmentData> {
  const segment = decode(segmentRow, row);
  return segment.problem === undefined ? { value: segmentData(segment.value) } : segment;
}
