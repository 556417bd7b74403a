import type { z } from "@hono/zod-openapi";
import { planView } from "../../operations/plan.ts";
import { readOperations } from "../../requests/find.ts";
import type { ListedRequest } from "../../requests/list-requests.ts";
import { type Looked, mayOf } from "../../requests/look-at-request.ts";
import type { Author, Environment } from "../../storage/port.ts";
import type * as schema from "../schemas.ts";

// How the API shows change requests. Each view names its fields: what is not named here is never sent.

export function requestView(
  { request, approvals, schedule }: ListedRequest,
  environments: readonly Environment[],
): z.infer<typeof schema.requestSchema> {
  const { number, state, title, reason, author, createdAt, updatedAt, applyWhenApproved } = request;
  return {
    number,
    state,
    title,
    ...(reason === undefined ? {} : { reason }),
    author,
    createdAt,
    updatedAt,
    applyWhenApproved,
    environments: environments.flatMap(({ id, key }) => (request.environmentIds.includes(id) ? key : [])),
    schedule,
    approvals,
  };
}

export function requestDetailView(
  looked: Looked,
  by: Author,
  environments: readonly Environment[],
  schedule: number | null,
): z.infer<typeof schema.requestDetailSchema> {
  const { request, events, plan, problem, digest = null, outdated, approvals, needs } = looked;
  const counts = new Set(approvals.map(({ actor, at }) => `${actor.id} ${at}`));
  return {
    ...requestView({ request, approvals: approvals.length, schedule }, environments),
    operations: readableOperations(request.operations),
    plan: plan ? planView(plan, environments, looked.obstacles) : null,
    problem: problem?.message ?? null,
    digest,
    outdated,
    events: events.map(({ at, kind, actor, text = null }) => ({
      at,
      kind,
      actor,
      text,
      counts: kind === "approved" ? counts.has(`${actor.id} ${at}`) : null,
    })),
    needs,
    may: mayOf(looked, by),
  };
}

export function readableOperations(operations: unknown) {
  try {
    return readOperations(operations, "");
  } catch {
    return null;
  }
}
