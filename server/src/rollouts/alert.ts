import { timingSafeEqual } from "node:crypto";
import type { JsonValue } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Rollout, Storage } from "../storage/port.ts";
import { hashOf } from "./create-rollout.ts";
import { rolloutAuthor, type Step, seenAs, takeStep } from "./take-step.ts";

/** Words that say of an alert that it is over, by whichever sender: Alertmanager, Grafana, Datadog, Opsgenie. */
const OVER = new Set(["resolved", "recovered", "ok", "normal", "closed", "no data", "inactive"]);

/** Whether an alert's message says that it is over. One that says nothing of it fires. */
function isOver(message: unknown): boolean {
  if (typeof message !== "object" || message === null) return false;
  const { status, state, alert_transition: transition } = message as Record<string, unknown>;
  return [status, state, transition].some((word) => typeof word === "string" && OVER.has(word.toLowerCase()));
}

/**
 * An alert of another system, bound to a rollout by its secret: rolls it back, or pauses it. Again and again it does so once.
 *
 * @param secret from the address; another one is as unknown as another rollout
 * @returns whether anything was done
 * @throws SwitchyardError NOT_FOUND
 */
export async function receiveAlert(
  storage: Storage,
  rolloutId: string,
  secret: string,
  message: unknown,
  now = Date.now(),
): Promise<{ done: boolean; rollout: Rollout }> {
  const rollout = await storage.rollout(rolloutId);
  const given = Buffer.from(hashOf(secret));
  const alert = rollout?.plan.alerts.find(({ sha256 }) => {
    const known = Buffer.from(sha256);
    return known.length === given.length && timingSafeEqual(known, given);
  });
  if (!rollout || !alert) throw new SwitchyardError("NOT_FOUND", "There is no such alert of a rollout");
  const isDue = rollout.status === "running" || (rollout.status === "paused" && alert.action === "rollBack");
  if (isOver(message) || !isDue) return { done: false, rollout };
  const evidence: JsonValue = { alert: alert.key };
  const why = `the alert ${alert.key} fires`;
  const stay = { stage: rollout.progress.stage, why, evidence };
  const step: Step =
    alert.action === "rollBack"
      ? { ...stay, action: "rollout.rolledBack", status: "rolledBack", serves: "safe" }
      : { ...stay, action: "rollout.paused", status: "paused", serves: "asIs" };
  const next = await takeStep(storage, rolloutAuthor(rollout, why), seenAs(rollout), step, { now });
  // A stage may have begun in between: what fires, fires for that one, too.
  if (next === undefined) return receiveAlert(storage, rolloutId, secret, message, now);
  return { done: true, rollout: next };
}
