import type { FlagData } from "@switchyard/core";
import { z } from "zod";
import { SwitchyardError } from "../../errors.ts";
import type { ChangeRecord } from "../../storage/port.ts";
import * as stored from "../../storage/stored-shapes.ts";
import { setFlag, setSegment, setUnknown, type World } from "./world.ts";

// What a change's `before` says, as far as SDKs see it. Shape only, as for rows: today's limits may be narrower.

const configured = z.object({
  enabled: z.boolean(),
  offVariant: z.string(),
  prerequisites: stored.prerequisites,
  targets: stored.targets,
  rules: stored.rules,
  fallthrough: stored.serve,
});

const edited = z.object({
  variants: stored.variants.optional(),
  clientSide: z.boolean().optional(),
  archived: z.boolean().optional(),
});

const killed = z
  .object({ killed: stored.killed.nullable() })
  .transform((before) => ({ killed: before.killed !== null }));

const saved = z
  .object({ rules: stored.segmentRules, includedKeys: stored.strings, excludedKeys: stored.strings })
  .nullable();

type Before = Partial<FlagData> & { archived?: boolean | undefined };

/**
 * Takes one change back: afterwards the world is as it was just before it. Before a change whose `before` can't be read,
 * its flag or segment is unknown.
 *
 * @throws SwitchyardError CANNOT_REBUILD for a change of which this server does not know what it did
 */
export function undo(world: World, change: ChangeRecord): void {
  // What a guarded rollout does to a flag is written as the flag's own change beside it.
  if (change.action.startsWith("rollout.")) return;
  switch (change.action) {
    case "flag.created":
      setFlag(world, change.flag ?? "", undefined);
      break;
    case "flag.updated":
    case "flag.archived":
    case "flag.unarchived":
      undoEdit(world, change, edited);
      break;
    case "flag.configured":
      undoEdit(world, change, configured);
      break;
    case "flag.killed":
    case "flag.restored":
      undoEdit(world, change, killed);
      break;
    case "segment.saved":
    case "segment.deleted":
      undoSegment(world, change);
      break;
    default:
      throw new SwitchyardError(
        "CANNOT_REBUILD",
        `The state before change ${change.id} can't be rebuilt: ${change.action} is not a change that can be taken back`,
      );
  }
}

function undoEdit(world: World, change: ChangeRecord, schema: z.ZodType<Before>): void {
  const { flag: key = "" } = change;
  const parsed = schema.safeParse(change.before);
  if (!parsed.success) {
    setUnknown(world, "flag", key, unreadable(change));
    return;
  }
  const present = world.flags.get(key);
  // Made since the rows were read, or unknown. Either way an older change decides.
  if (present === undefined) return;
  const { archived = present.archived, ...before } = parsed.data;
  setFlag(world, key, { data: asServed({ ...present.data, ...before }), archived });
}

/** As SDKs get it: what is false is left out. */
function asServed({ clientSide, killed, ...data }: FlagData): FlagData {
  return { ...data, ...(clientSide ? { clientSide } : {}), ...(killed ? { killed } : {}) };
}

function undoSegment(world: World, change: ChangeRecord): void {
  const { segment: key = "" } = change;
  const parsed = saved.safeParse(change.before);
  if (!parsed.success) setUnknown(world, "segment", key, unreadable(change));
  else setSegment(world, key, parsed.data === null ? undefined : { key, ...parsed.data });
}

const unreadable = ({ id, action }: ChangeRecord) => `change ${id} (${action}) does not say what was before it`;
