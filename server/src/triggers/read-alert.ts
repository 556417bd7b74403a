import { SwitchyardError } from "../errors.ts";

/** What an alerting system says. */
export interface Alert {
  /** Who says it, as people call it. */
  from?: "Alertmanager" | "Grafana" | "Datadog";
  /** Whether it is about something that is wrong now. What is over again does nothing. */
  isFiring: boolean;
  /** What it is called there. */
  name?: string;
}

const MAX_NAME = 200;

/**
 * Reads what Alertmanager, Grafana and Datadog send, and an empty body, which is somebody's own script. Of Datadog the title
 * and, if it is sent, `alert_transition`.
 *
 * @throws SwitchyardError INVALID_REQUEST for what is none of them: guessing could kill a flag because an alert is over
 */
export function readAlert(body: Readonly<Record<string, unknown>>): Alert {
  const alert = readGrouped(body) ?? readOldGrafana(body) ?? readDatadog(body) ?? readScript(body);
  if (alert) return { ...alert, ...(alert.name === undefined ? {} : { name: cleaned(alert.name) }) };
  throw new SwitchyardError(
    "INVALID_REQUEST",
    "The body must be an alert of Alertmanager, Grafana or Datadog, or empty or { name }, received something else",
  );
}

const text = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value : undefined);
const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** Alertmanager, and Grafana since version 8, which says the same and more. */
function readGrouped(body: Readonly<Record<string, unknown>>): Alert | undefined {
  const { status, alerts } = body;
  if ((status !== "firing" && status !== "resolved") || !Array.isArray(alerts)) return undefined;
  const firing = alerts.map(record).filter((alert) => alert.status === "firing");
  const [first] = firing.length > 0 ? firing : alerts.map(record);
  const named = record(first?.labels).alertname ?? record(body.commonLabels).alertname;
  const from = "orgId" in body || "state" in body ? "Grafana" : "Alertmanager";
  // A group fires as long as one of its alerts does; a list that says otherwise is believed.
  return { from, isFiring: status === "firing" && (alerts.length === 0 || firing.length > 0), name: text(named) };
}

/** Grafana's alerts before version 8. */
function readOldGrafana({ state, ruleName }: Readonly<Record<string, unknown>>): Alert | undefined {
  if (typeof state !== "string" || typeof ruleName !== "string") return undefined;
  return { from: "Grafana", isFiring: state === "alerting", name: text(ruleName) };
}

const DATADOG_FIRING = new Set(["triggered", "re-triggered"]);

function readDatadog(body: Readonly<Record<string, unknown>>): Alert | undefined {
  const title = text(body.title) ?? text(body.alert_title);
  const isDatadog = "event_type" in body || "alert_transition" in body || "last_updated" in body;
  if (!isDatadog || title === undefined) return undefined;
  const [, marked, rest] = /^\s*\[([^\]]{1,40})\]\s*(.*)$/s.exec(title) ?? [];
  const transition = text(body.alert_transition) ?? marked?.replace(/ on .*$/, "");
  if (transition === undefined) return undefined;
  return { from: "Datadog", isFiring: DATADOG_FIRING.has(transition.trim().toLowerCase()), name: text(rest) ?? title };
}

function readScript(body: Readonly<Record<string, unknown>>): Alert | undefined {
  const names = Object.keys(body);
  if (names.length === 0) return { isFiring: true };
  const isNamed = names.length === 1 && typeof body.name === "string";
  return isNamed ? { isFiring: true, name: text(body.name) } : undefined;
}

const cleaned = (name: string) =>
  name
    .replaceAll(/[\s\p{Control}\p{Surrogate}]+/gu, " ")
    .trim()
    .slice(0, MAX_NAME);
