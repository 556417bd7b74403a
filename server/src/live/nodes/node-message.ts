import { z } from "zod";
import type { LiveEvaluation } from "../../api.ts";

const id = z.string().max(100);
const ids = z.array(id).max(100);

const text = z.string().max(1_000);

/** As an SDK sent it and the other node checked it. */
const item = z.object({
  flag: text,
  variant: text.nullable(),
  reason: text,
  ruleId: text.optional(),
  errorCode: text.optional(),
  at: z.number(),
  context: z.record(z.string(), z.unknown()),
  instance: text,
  app: text.nullable(),
}) as unknown as z.ZodType<LiveEvaluation>;

const schema = z.discriminatedUnion("type", [
  /** What there is to read of these environments is another now. */
  z.object({ type: z.literal("told"), environments: ids }),
  /** Counts of these environments were written. */
  z.object({ type: z.literal("stored"), environments: ids }),
  /** Somebody on the node `from` looks at evaluations of these flags, for so long. No flags: nobody does any more. */
  z.object({
    type: z.literal("look"),
    from: id,
    environment: id,
    flags: z.array(z.string().max(100)).max(20),
    forMs: z.number().max(60_000),
  }),
  /** The answer of the node `from`. Of its server SDKs of the environment so many are asked. */
  z.object({
    type: z.literal("saw"),
    from: id,
    environment: id,
    flag: z.string(),
    items: z.array(item),
    dropped: z.number().int().min(0),
    servers: z.number().int().min(0),
    asked: z.number().int().min(0),
  }),
]);

/** What nodes say to each other. */
export type NodeMessage = z.output<typeof schema>;

/** @returns `undefined` for what this version doesn't know, from a newer node or from somebody else */
export const parseNodeMessage = (message: unknown): NodeMessage | undefined => schema.safeParse(message).data;
