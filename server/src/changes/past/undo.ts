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

const updated = z.object({
  variants: stored.variants.optional(),
  clientSide: z.boolean().optional(),
  archived: z.boolean().optional(),
});

const killed = z.object({ killed: stored.killed.nullable() });

const saved = z
  .object({ rules: stored.segmentRules, includedKeys: stored.strings, excludedKeys: stored.strings })
  .nullable();

/**
 * Takes one change back: afterwards the world is as it was just before it. Before a change whose `before` can't be read,
 * its flag or segment is unknown.
 *
 * @throws SwitchyardError CANNOT_REBUILD for a change of which this server does not know what it did
 */
export function undo(world: World, change: ChangeRecord): void {
  const { flag = "", segment = "" } = change;
  switch (change.action) {
    case "flag.created":
      return setFlag(world, flag, undefined);
    case "flag.updated":
    case "flag.archived":
    case "flag.unarchived":
      return editFlag(world, change, updated, (data, { archived, ...before }) => ({ data: { ...data, ...before }, archived }));
    case "flag.configured":
      return editFlag(world, change, configured, (data, before) => ({ data: { ...data, ...before } }));
    case "flag.killed":
    case "flag.restored":
      return editFlag(world, change, killed, (data, before) => ({
        data: { ...data, killed: before.killed !== null },
      }));
    case "segment.saved":
    case "segment.deleted": {
      const { data: before } = saved.safeParse(change.before);
      if (before === undefined) return setUnknown(world, "segment", segment, unreadable(change));
      return setSegment(world, segment, before === null ? undefined : { key: segment, ...before });
    }
    default:
      throw new SwitchyardError(
        "CANNOT_REBUILD",
        `The state before change ${change.id} can't be rebuilt: ${change.action} is not a change that can be taken back`,
      );
  }
}

function editFlag<T>(
  world: World,
  change: ChangeRecord,
  schema: z.ZodType<T>,
  edit: (data: FlagData, before: T) => { data: FlagData; archived?: boolean | undefined },
): void {
  const { flag: key = "" } = change;
  const before = schema.safeParse(change.before);
  if (!before.success) return setUnknown(world, "flag", key, unreadable(change));
  const present = world.flags.get(key);
  // Made since the rows were read, or known to be unknown. In both cases an older change decides.
  if (present === undefined) return;
  const { data, archived = present.archived } = edit(present.data, before.data);
  setFlag(world, key, { data: asServed(data), archived });
}

/** As SDKs get it: what is false is left out. */
function asServed({ clientSide, killed, ...data }: FlagData): FlagData {
  return { ...data, ...(clientSide ? { clientSide } : {}), ...(killed ? { killed } : {}) };
}

const unreadable = ({ id, action }: ChangeRecord) => `change ${id} (${action}) does not say what was before it`;
