import { isDeepStrictEqual } from "node:util";
import type { Flag, SegmentInput } from "../../api.ts";
import type { Exported } from "../exported.ts";
import { CliProblem } from "../problem.ts";

/** One thing to do, as `POST …/apply` takes it. */
interface Operation {
  kind: string;
  [field: string]: unknown;
}

export interface Found {
  operations: Operation[];
  /** What is there and not in the file: left alone unless it is pruned. */
  extra: { flags: string[]; segments: string[] };
}

const EDITABLE = ["name", "description", "variants", "tags", "owner", "lifetime", "clientSide"] as const;
const DECISIONS = ["enabled", "offVariant", "prerequisites", "targets", "rules", "fallthrough"] as const;
const SEGMENT = ["name", "rules", "includedKeys", "excludedKeys"] as const;

/**
 * What is to be done for a project to be as a file says. Kills stay as they are: they belong to whoever responds, not to a file.
 * Each configuration is changed from the version that `present` has.
 *
 * @param wanted from a file, and so checked here as far as it is used; the rest is checked by the server
 * @throws CliProblem 2
 */
export function findOperations(present: Exported, wanted: Exported, { prune = false } = {}): Found {
  const flags = byKey(present.flags);
  const wantedFlags = byKey(wanted.flags);
  const segments = byKey(present.segments);
  const wantedSegments = byKey(wanted.segments);
  const extra = {
    flags: present.flags.filter(({ key, archived }) => !archived && !wantedFlags.has(key)).map(({ key }) => key),
    segments: [...segments.keys()].filter((key) => !wantedSegments.has(key)),
  };
  const saved = [...wantedSegments].flatMap(([key, segment]): Operation[] => {
    const before = segments.get(key);
    const input = pick(segment as SegmentInput, SEGMENT);
    return before && isDeepStrictEqual(pick(before as SegmentInput, SEGMENT), input)
      ? []
      : [{ kind: "saveSegment", segment: key, input }];
  });
  // What is made first may be asked for by what comes after; what goes, goes last.
  const edits = wanted.flags.map((flag) => flagOperations(flags.get(flag.key), flag));
  const gone = prune ? extra : { flags: [], segments: [] };
  return {
    operations: [
      ...saved,
      ...edits.flatMap(({ before }) => before),
      ...edits.flatMap(({ configure }) => configure),
      ...edits.flatMap(({ after }) => after),
      ...gone.flags.map((flag) => ({ kind: "archiveFlag", flag })),
      ...gone.segments.map((segment) => ({ kind: "deleteSegment", segment })),
    ],
    extra: prune ? { flags: [], segments: [] } : extra,
  };
}

interface Edit {
  before: Operation[];
  configure: Operation[];
  after: Operation[];
}

function flagOperations(present: Flag | undefined, wanted: Flag): Edit {
  const { key } = wanted;
  if (present === undefined) return created(wanted);
  if (present.type !== wanted.type) {
    throw new CliProblem(2, `${key} is of type ${present.type}, which can't become ${wanted.type}: make another flag`);
  }
  if (wanted.archived) return { ...NOTHING, after: present.archived ? [] : [{ kind: "archiveFlag", flag: key }] };
  const before: Operation[] = present.archived ? [{ kind: "unarchiveFlag", flag: key }] : [];
  const after: Operation[] = [];
  const patch = Object.fromEntries(
    EDITABLE.filter((field) => wanted[field] !== undefined && !isDeepStrictEqual(present[field], wanted[field])).map(
      (field) => [field, wanted[field]],
    ),
  );
  if (Object.keys(patch).length > 0) {
    const dropped = present.variants.filter(({ key }) => !wanted.variants?.some((variant) => variant.key === key));
    if (patch.variants !== undefined && dropped.length > 0) {
      // A variant can go when nothing serves it any more, and be served when it has come.
      const variants = [...(wanted.variants ?? []), ...dropped];
      before.push({ kind: "updateFlag", flag: key, patch: { ...patch, variants } });
      after.push({ kind: "updateFlag", flag: key, patch: { variants: wanted.variants } });
    } else before.push({ kind: "updateFlag", flag: key, patch });
  }
  return { before, configure: configured(present, wanted), after };
}

const NOTHING: Edit = { before: [], configure: [], after: [] };

/** One that was archived in the file and is not there stays where it is. */
function created(wanted: Flag): Edit {
  if (wanted.archived) return NOTHING;
  const flag = { key: wanted.key, type: wanted.type, ...pick(wanted, EDITABLE) };
  return { ...NOTHING, before: [{ kind: "createFlag", flag }], configure: configured(undefined, wanted) };
}

function configured(present: Flag | undefined, wanted: Flag): Operation[] {
  return Object.entries(wanted.environments ?? {}).flatMap(([environment, configuration]): Operation[] => {
    const before = present?.environments[environment];
    const decisions = pick(configuration, DECISIONS);
    if (before && isDeepStrictEqual(pick(before, DECISIONS), decisions)) return [];
    const seen = before?.version ?? "any";
    return [{ kind: "configure", environment, flag: wanted.key, seen, configuration: decisions }];
  });
}

const byKey = <T extends { key: string }>(all: readonly T[]) => new Map(all.map((one) => [one.key, one]));

function pick<T extends object, K extends keyof T>(from: T, fields: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(
    fields.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]),
  ) as Partial<Pick<T, K>>;
}
