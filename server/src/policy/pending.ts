import type { JsonValue } from "@switchyard/core";
import type { Author, Environment, Reads } from "../storage/port.ts";

/** Somebody, or a clock, is about to change a flag already. */
export interface Pending {
  kind: "change request" | "schedule";
  number: number;
  title: string;
  flag: string;
}

const MOST_LOOKED_AT = 200;

/** What these do lowers whatever there is, so that nothing need wait for them. */
const LOWERING = ["kill", "disable"];

/**
 * An open change request, or a schedule that runs, which raises or edits one of these flags in an environment. Who raises it
 * past them would change what others look at, or have what they did changed back by a clock.
 */
export async function pendingFor(
  reads: Reads,
  environment: Environment,
  flags: readonly string[],
  { schedule: run }: Author,
): Promise<Pending | undefined> {
  const { projectId } = environment;
  const requests = await reads.changeRequests({ projectId, state: "open", limit: MOST_LOOKED_AT });
  for (const { number, title, operations } of requests) {
    const flag = flags.find((key) => concerns(operations, environment.key, key));
    if (flag !== undefined) return { kind: "change request", number, title, flag };
  }
  const schedules = await reads.schedules({ projectId, states: ["active"], limit: MOST_LOOKED_AT });
  for (const { id, number, title, operations } of schedules) {
    if (id === run?.id) continue;
    const flag = flags.find((key) => concerns(operations, environment.key, key));
    if (flag !== undefined) return { kind: "schedule", number, title, flag };
  }
  return undefined;
}

/** Stored as the API took them; what can't be read names nothing. */
function concerns(operations: JsonValue, environment: string, flag: string): boolean {
  return (
    Array.isArray(operations) &&
    operations.some(
      (one) =>
        typeof one === "object" &&
        one !== null &&
        !Array.isArray(one) &&
        one.flag === flag &&
        one.environment === environment &&
        !LOWERING.includes(String(one.kind)),
    )
  );
}
