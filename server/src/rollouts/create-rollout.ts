import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { GuardMetric } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import { type FlagPlace, locate } from "../flags/find.ts";
import { asJson } from "../flags/json.ts";
import type { Guard } from "../guard-engine/index.ts";
import type { Author, Rollout, RolloutPlan, Storage } from "../storage/port.ts";
import { checkPlan, shareToRaise } from "./check-plan.ts";
import { serveAt } from "./standing.ts";
import { TEMPLATES, type TemplateName } from "./templates.ts";

/** What somebody asks for; the rest is taken from the flag and from the defaults. */
export interface RolloutDraft {
  name?: string;
  /** @default "standard" */
  template?: TemplateName;
  /** In place of a template's. */
  stages?: RolloutPlan["stages"];
  rule?: string;
  variants?: RolloutPlan["variants"];
  otherwise?: string;
  bucketBy?: string;
  /** @default errors and latency of requests */
  guards?: Guard[];
  metrics?: GuardMetric[];
  alerts?: { key: string; action: "rollBack" | "pause" }[];
  /** @default 0.01 */
  alpha?: number;
  /** @default one minute */
  windowMs?: number;
  timeoutMs?: number;
  /** @default "hold" */
  onTimeout?: "hold" | "rollBack";
  noteEveryMs?: number;
}

/** So many plans of one flag wait for their start at most. */
export const MAX_DRAFTS = 20;

const DEFAULT_METRICS: GuardMetric[] = [
  { key: "errors", kind: "count", from: "requests" },
  { key: "latency", kind: "values", from: "requests" },
];

/** When all requests slow down the mean tells it minutes before a quantile does; a quantile sees what few suffer. */
const DEFAULT_GUARDS: Guard[] = [
  { key: "errors", metric: "errors", kind: "rate" },
  { key: "latency", metric: "latency", kind: "mean", worse: "up" },
  { key: "p99", metric: "latency", kind: "quantile", quantile: 0.99 },
];

/**
 * Plans a guarded rollout. Nothing is served otherwise before it is started.
 *
 * @returns with the secrets of its alerts, by key: they are shown this once
 * @throws SwitchyardError NOT_FOUND, DAMAGED, INVALID_ROLLOUT, LIMIT_REACHED
 */
export async function createRollout(
  storage: Storage,
  author: Author,
  where: FlagPlace,
  draft: RolloutDraft,
  now = Date.now(),
): Promise<{ rollout: Rollout; secrets: Map<string, string> }> {
  const secrets = new Map(
    (draft.alerts ?? []).map(({ key }) => [key, `sw_alert_${randomBytes(24).toString("base64url")}`]),
  );
  const { result } = await storage.change(author, async (tx) => {
    const { project, environment, flag, configuration } = await locate(tx, where);
    const drafts = (await tx.rollouts(environment.id, flag.id)).filter(({ status }) => status === "draft");
    if (drafts.length >= MAX_DRAFTS) {
      throw new SwitchyardError(
        "LIMIT_REACHED",
        `${flag.key} has ${drafts.length} plans that wait in ${environment.key}: drop some of them`,
      );
    }
    const serve = serveAt(configuration, draft.rule);
    if (serve === undefined) {
      throw new SwitchyardError(
        "INVALID_ROLLOUT",
        `rule: ${flag.key} has no rule ${JSON.stringify(draft.rule)} in ${environment.key}`,
      );
    }
    const share = { ...shareToRaise(flag, serve), ...chosen(draft) };
    const { variants, otherwise } = share;
    if (!variants || otherwise === undefined) {
      const message = `variants, otherwise: ${flag.key} serves one variant there, so the plan must say which to try and which is safe`;
      throw new SwitchyardError("INVALID_ROLLOUT", message);
    }
    const usesDefaults = draft.guards === undefined && draft.metrics === undefined && !draft.alerts?.length;
    const plan: RolloutPlan = {
      name: draft.name ?? draft.template ?? "standard",
      projectId: project.id,
      flag: flag.key,
      ...share,
      variants,
      otherwise,
      ...(draft.rule === undefined ? {} : { rule: draft.rule }),
      alpha: draft.alpha ?? 0.01,
      windowMs: draft.windowMs ?? 60_000,
      stages: draft.stages ?? TEMPLATES[draft.template ?? "standard"],
      guards: draft.guards ?? (usesDefaults ? DEFAULT_GUARDS : []),
      metrics: draft.metrics ?? (usesDefaults ? DEFAULT_METRICS : []),
      alerts: (draft.alerts ?? []).map((alert) => ({ ...alert, sha256: hashOf(secrets.get(alert.key) ?? "") })),
      onTimeout: draft.onTimeout ?? "hold",
      ...(draft.timeoutMs === undefined ? {} : { timeoutMs: draft.timeoutMs }),
      ...(draft.noteEveryMs === undefined ? {} : { noteEveryMs: draft.noteEveryMs }),
    };
    checkPlan(plan, flag);
    const rollout: Rollout = {
      id: randomUUID(),
      environmentId: environment.id,
      flagId: flag.id,
      status: "draft",
      plan,
      progress: { stage: 0, since: now },
      createdAt: now,
      createdBy: author.actor.name,
    };
    await tx.putRollout(rollout);
    const { alerts, ...shown } = plan;
    return {
      result: rollout,
      change: {
        action: "rollout.created",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: null,
        after: asJson({ rollout: rollout.id, ...shown, alerts: alerts.map(({ key, action }) => ({ key, action })) }),
        affects: [],
      },
    };
  });
  return { rollout: result, secrets };
}

export const hashOf = (secret: string) => createHash("sha256").update(secret).digest("hex");

function chosen({ variants, otherwise, bucketBy }: RolloutDraft) {
  return {
    ...(variants === undefined ? {} : { variants }),
    ...(otherwise === undefined ? {} : { otherwise }),
    ...(bucketBy === undefined ? {} : { bucketBy }),
  };
}
