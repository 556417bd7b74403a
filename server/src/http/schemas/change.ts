import { z } from "@hono/zod-openapi";
import { jsonAnswer } from "./common.ts";

export const changeSchema = z.object({
  id: z.number().int(),
  at: z.number(),
  action: z.string(),
  actor: z.object({ kind: z.enum(["user", "token", "system"]), id: z.string(), name: z.string() }),
  reason: z.string().optional(),
  environment: z.string().optional(),
  flag: z.string().optional(),
  segment: z.string().optional(),
  before: jsonAnswer,
  after: jsonAnswer,
  versions: z.record(z.string(), z.number()).describe("Environment key to the version that this change gave it"),
  hash: z.string(),
});
