import { z } from "zod";
import type { UnknownFlag } from "../usage.ts";

// As rows.ts, for what SDKs report.

const count = z.number().int().min(0);
const time = z.number().int();

export const evaluatedRow = z.object({ flag: z.string(), at: time });

const isPair = (value: unknown): value is [hour: number, count: number] =>
  Array.isArray(value) && Number.isInteger(value[0]) && Number.isInteger(value[1]) && value[1] >= 0;

export const evaluationsRow = z.object({
  flag: z.string(),
  hours: z.string().transform((text, context) => {
    const pairs: unknown = JSON.parse(text);
    if (Array.isArray(pairs) && pairs.every(isPair)) return pairs;
    context.addIssue({ code: "custom", message: "has hours that are no counts" });
    return z.NEVER;
  }),
});

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

/** Of all variants together. */
export function added(pairs: [hour: number, count: number][]): Map<number, number> {
  const hours = new Map<number, number>();
  for (const [hour, count] of pairs) {
    hours.set(hour, Math.min((hours.get(hour) ?? 0) + count, Number.MAX_SAFE_INTEGER));
  }
  return hours;
}
