import type { JsonValue } from "@switchyard/core";
import type { Author, Environment, Reads } from "../storage/port.ts";

/** Somebody, or a clock, is about to change a flag already. */
export interface Pending {
  kind: "change request" | "schedule";
  number: number;
  title: string;
  flag: string;
}

/** The storage gives no more at once. Of schedules there are no more; of open change requests there may be. */
const PAGE = 200;

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
  for await (const { number, title, operations } of openRequests(reads, projectId)) {
    const flag = flags.find((key) => concerns(operations, environment.key, key));
    if (flag !== undefined) return { kind: "change request", number, title, flag };
  }
  const schedules = await reads.schedules({ projectId, states: ["active"], limit: PAGE });
  for (const { id, number, title, operations } of schedules) {
    if (id === run?.id) continue;
    const flag = flags.find((key) => concerns(operations, environment.key, key));
    if (flag !== undefined) return { kind: "schedule", number, title, flag };
  }
  return undefined;
}

/** All of them: whoever opened many newer ones would else put an older one out of sight. */
async function* openRequests(reads: Reads, projectId: string) {
  for (let before: number | undefined; ; ) {
    const page = await reads.changeRequests({ projectId, state: "open", limit: PAGE, ...(before ? { before } : {}) });
    yield* page;
    before = page.at(-1)?.number;
    if (page.length < PAGE) return;
  }
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
