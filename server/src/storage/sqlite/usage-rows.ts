import { z } from "zod";
import type { UnknownFlag } from "../usage.ts";

// As rows.ts, for what SDKs report.

const count = z.number().int().min(0);
const time = z.number().int();

export const evaluatedRow = z.object({ flag: z.string(), at: time });

export const evaluationsRow = z.object({ flag: z.string(), hour: time, count });

/** An empty name is none: the caller's default was given. */
export const variantRow = z.object({
  hour: time,
  variant: z.string().transform((variant) => (variant === "" ? null : variant)),
  count,
});

export const unknownFlagRow: z.ZodType<UnknownFlag> = z
  .object({
    flag: z.string(),
    kind: z.enum(["server", "browser"]),
    count,
    firstSeenAt: time,
    lastSeenAt: time,
    app: z.string().nullable(),
    dismissed: z.union([z.literal(0), z.literal(1)]),
  })
  .transform(({ app, dismissed, ...row }) => ({
    ...row,
    ...(app !== null && { app }),
    dismissed: dismissed === 1,
  }));

export const trackedRow = z.object({ event: z.string(), at: time });

export const eventRow = z.object({ event: z.string(), hour: time, count, sum: z.number() });
