import { authorOf } from "../../auth/identity.ts";
import { type Applied, applyOperations, previewOperations } from "../../operations/apply.ts";
import { planView } from "../../operations/plan.ts";
import type { Api } from "../env.ts";
import { MAX_SEGMENT_BYTES } from "../request/bounds.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import { appliedSchema, applySchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const postApply = route(
  // Somebody may have a role in one environment only: each place that is changed is asked for by the gate.
  "viewer",
  {
    method: "post",
    path: `${PROJECT}/apply`,
    summary: "Do several things to flags and segments, all or none; a dry run says what it would change",
    request: { params: inProject, body: body(applySchema) },
    responses: { 200: answer(appliedSchema, "What was changed, or would be") },
  },
  MAX_SEGMENT_BYTES,
);

export function operationRoutes(api: Api, { storage }: Services): void {
  api.openapi(postApply, async (c) => {
    const { operations, reason, dryRun, digest } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    const where = c.req.valid("param");
    const applied = dryRun
      ? await previewOperations(storage, author, where, operations)
      : await applyOperations(storage, author, where, operations, digest);
    return c.json(appliedView(applied), 200);
  });
}

function appliedView(applied: Applied) {
  const { environments, versions } = applied;
  return {
    ...planView(applied, environments, applied.obstacles),
    applied: applied.applied,
    versions: Object.fromEntries(
      environments.flatMap(({ id, key }) => {
        const version = versions.get(id);
        return version === undefined ? [] : [[key, version]];
      }),
    ),
  };
}
