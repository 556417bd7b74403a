import type { JsonValue, Operator } from "@switchyard/core";
import { z } from "zod";
import { ROLES } from "./authority.ts";

// What the JSON columns hold, whatever the database. Shape only: whether an operator exists or a variant is known is the
// evaluator's business, which fails one flag alone. Fields that nobody knows are dropped.

const MAX_DEPTH = 100;

/** `1e999` is valid JSON that no program can write again. */
const isWritable = (value: unknown, depth: number): boolean =>
  typeof value === "number"
    ? Number.isFinite(value)
    : typeof value !== "object" ||
      value === null ||
      (depth > 0 && Object.values(value).every((member) => isWritable(member, depth - 1)));

/** Any JSON, but nothing that ends the process, or becomes something else, when it is written again. */
export const jsonValue = z.custom<JsonValue>((value) => value !== undefined && isWritable(value, MAX_DEPTH), {
  error: ({ input }) =>
    input === undefined ? "missing" : `nested deeper than ${MAX_DEPTH}, or a number that JSON can't carry`,
});

export const strings = z.array(z.string());

export const variants = z.array(z.object({ key: z.string(), value: jsonValue, name: z.string().optional() }));

export const lifetime = z.union([
  z.object({ kind: z.literal("permanent") }),
  z.object({ kind: z.literal("temporary"), expectedRemoval: z.string().optional() }),
]);

const condition = z.object({
  attribute: z.string().optional(),
  operator: z.custom<Operator>((value) => typeof value === "string", "expected string"),
  values: z.array(jsonValue).optional(),
  negate: z.boolean().optional(),
  ignoreCase: z.boolean().optional(),
});

export const serve = z.union([
  z.object({ variant: z.string() }),
  z.object({
    rollout: z.object({
      percentage: z.number(),
      variants: z.array(z.object({ variant: z.string(), weight: z.number() })),
      otherwise: z.string(),
      bucketBy: z.string().optional(),
    }),
  }),
]);

export const rules = z.array(
  z.object({ id: z.string(), name: z.string().optional(), conditions: z.array(condition), serve }),
);

export const prerequisites = z.array(z.object({ flag: z.string(), variants: strings }));

export const targets = z.array(z.object({ variant: z.string(), keys: strings }));

export const killed = z.object({ by: z.string(), at: z.number(), reason: z.string().optional() });

const metric = { key: z.string() };
const ofRequests = z.literal("requests");
const ofEvent = z.literal("event");

export const guardMetrics = z.array(
  z.union([
    z.object({ ...metric, kind: z.literal("count"), from: ofRequests }),
    z.object({
      ...metric,
      kind: z.literal("count"),
      from: ofEvent,
      event: z.string(),
      badBelow: z.number().optional(),
      badAbove: z.number().optional(),
      per: z.string().optional(),
    }),
    z.object({ ...metric, kind: z.literal("values"), from: ofRequests }),
    z.object({ ...metric, kind: z.literal("values"), from: ofEvent, event: z.string() }),
  ]),
);

export const guard = z.object({
  plan: z.string(),
  stage: z.number().int().min(0),
  percentage: z.number(),
  rule: z.string().optional(),
  metrics: guardMetrics,
});

export const segmentRules = z.array(z.object({ conditions: z.array(condition) }));

export const versions = z.record(z.string(), z.number().int());

const roleGrant = z.object({
  projectId: z.string(),
  environmentId: z.string().optional(),
  role: z.enum(ROLES),
});

/** A grant that nobody can read gives nothing, and takes nothing from the others. */
export const roleGrants = z.array(z.unknown()).transform((grants) =>
  grants.flatMap((grant) => {
    const { data } = roleGrant.safeParse(grant);
    return data ? [data] : [];
  }),
);
