import type { GuardReport } from "@switchyard/core";
import { z } from "zod";
import type { EngineState, Guard } from "../../guard-engine/index.ts";
import { isOpen, ROLLOUT_STATUSES, type Rollout, type RolloutPoint, type WaitingReport } from "../rollouts.ts";
import { StorageError } from "../storage-error.ts";
import { guardMetrics, jsonValue } from "../stored-shapes.ts";
import { decode } from "./decode.ts";

// As rows.ts, for guarded rollouts.

const count = z.number().int().min(0);

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

const base = { key: z.string(), metric: z.string(), weight: z.number().positive().optional() };

const guard: z.ZodType<Guard> = z.union([
  z.object({
    ...base,
    kind: z.literal("rate"),
    tolerated: z.number().optional(),
    atMost: z.number().optional(),
  }),
  z.object({ ...base, kind: z.literal("quantile"), quantile: z.number() }),
  z.object({ ...base, kind: z.literal("mean"), worse: z.enum(["up", "down"]), tolerated: z.number().optional() }),
  z.object({ ...base, kind: z.literal("limit"), limit: z.number(), above: z.number().optional() }),
]);

const stage = z.object({
  percentage: z.number(),
  holdMs: z.number(),
  minTreated: z.number(),
  approval: z.boolean().optional(),
});

const plan = z.object({
  name: z.string(),
  projectId: z.string(),
  flag: z.string(),
  rule: z.string().optional(),
  variants: z.array(z.object({ variant: z.string(), weight: z.number() })),
  otherwise: z.string(),
  bucketBy: z.string().optional(),
  alpha: z.number().positive().max(0.5),
  windowMs: z.number().positive(),
  stages: z.array(stage).min(1),
  guards: z.array(guard),
  metrics: guardMetrics,
  alerts: z.array(z.object({ key: z.string(), action: z.enum(["rollBack", "pause"]), sha256: z.string() })),
  timeoutMs: z.number().positive().optional(),
  onTimeout: z.enum(["hold", "rollBack"]),
  noteEveryMs: z.number().positive().optional(),
});

const progress = z.object({
  stage: count,
  since: z.number(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  notedAt: z.number().optional(),
  approved: z.object({ stage: count, by: z.string(), at: z.number() }).optional(),
  why: z.string().optional(),
  evidence: jsonValue.optional(),
});

export const rolloutRow: z.ZodType<Rollout> = z
  .object({
    id: z.string(),
    environmentId: z.string(),
    flagId: z.string(),
    status: z.enum(ROLLOUT_STATUSES),
    plan: json(plan),
    progress: json(progress),
    createdAt: z.number(),
    createdBy: z.string(),
  })
  .refine((row) => row.progress.stage < row.plan.stages.length, "is at a stage that its plan has not");

/** @throws StorageError "refused" when the row could not be read back */
export function fromRollout(rollout: Rollout) {
  const { id, environmentId, flagId, status, createdAt, createdBy } = rollout;
  const row = {
    id,
    environmentId,
    flagId,
    running: isOpen(rollout) ? `${flagId} ${environmentId}` : null,
    status,
    plan: JSON.stringify(rollout.plan),
    progress: JSON.stringify(rollout.progress),
    createdAt,
    createdBy,
  };
  const { problem } = decode(rolloutRow, row);
  if (problem !== undefined) throw new StorageError("refused", `Rollout ${id} can't be stored: ${problem}`);
  return row;
}

// Core's parser has looked at it before it was stored, and judges it again when it is taken.
const report = z.custom<GuardReport>((value) => typeof value === "object" && value !== null, "expected object");

export const waitingReportRow: z.ZodType<WaitingReport> = z.object({
  rolloutId: z.string(),
  source: z.string(),
  seq: count,
  at: z.number(),
  report: json(report),
});

export const fromReport = ({ rolloutId, source, seq, at, report }: WaitingReport) => ({
  rolloutId,
  source,
  seq,
  stage: report.stage,
  at,
  report: JSON.stringify(report),
});

const engineState = z.custom<EngineState>((value) => isEngineState(value), "is no state of the engine");

/** Its shape; that the numbers fit to the plan is seen where it is used. */
function isEngineState(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { schedule, stage, since, treated, affected, meters, ratio, seqs, sources } = value as Record<string, unknown>;
  const isObject = (part: unknown) => typeof part === "object" && part !== null;
  return (
    [stage, since, treated, affected, sources].every(Number.isFinite) &&
    isObject(schedule) &&
    isObject(ratio) &&
    Array.isArray(meters) &&
    meters.every(isObject) &&
    isObject(seqs)
  );
}

export const stateRow = z.object({ state: json(engineState) });

export const pointRow: z.ZodType<RolloutPoint> = z.object({ at: z.number(), point: json(jsonValue) });
