import type { FlagData, SegmentData } from "@switchyard/core";
import type { OnDamage } from "../damage.ts";
import { flagData } from "../flag-data.ts";
import type { Quarantined } from "../port.ts";
import { segmentData } from "../segment-data.ts";
import { type Decoded, decode } from "./decode.ts";
import { configurationRow, flagRow, segmentRow } from "./rows.ts";

interface FlagWithConfiguration {
  flag: { key: string };
  configuration: object | null;
}

/** Rows as SDKs receive them. What can't be read is left out, and named, so that the rest can be served. */
export function toRuleset(flagRows: FlagWithConfiguration[], segmentRows: { key: string }[], onDamage: OnDamage) {
  const quarantined: Quarantined[] = [];
  const keep = <T>(kind: Quarantined["kind"], key: string, { problem, ...rest }: Decoded<T>): T[] => {
    if (problem === undefined && "value" in rest) return [rest.value];
    quarantined.push({ kind, key: String(key), problem: String(problem) });
    onDamage(`The ${kind} ${String(key)} is damaged and left out: ${problem}`);
    return [];
  };
  return {
    flags: flagRows.flatMap((row) => keep("flag", row.flag.key, decodeFlag(row))),
    segments: segmentRows.flatMap((row) => keep("segment", row.key, decodeSegment(row))),
    quarantined,
  };
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
