import { z } from "zod";
import type { ChangeRecord } from "../storage/port.ts";
import { jsonValue, versions } from "../storage/stored-shapes.ts";

/** A line of an export, with nothing that it should not have. */
export const exportedChange: z.ZodType<ChangeRecord> = z.strictObject({
  id: z.number().int().min(1),
  at: z.number(),
  // Of a later server, too: the hash says whether it is what was written.
  action: z.custom<ChangeRecord["action"]>((value) => typeof value === "string", "expected string"),
  actor: z.strictObject({ kind: z.enum(["user", "token", "system"]), id: z.string(), name: z.string() }),
  reason: z.string().optional(),
  projectId: z.string().optional(),
  environmentId: z.string().optional(),
  flag: z.string().optional(),
  segment: z.string().optional(),
  before: jsonValue,
  after: jsonValue,
  versions,
  previousHash: z.string(),
  hash: z.string(),
});
