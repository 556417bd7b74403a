import { z } from "@hono/zod-openapi";
import { compileRuleset, type Explanation, explain, type Ruleset } from "@switchyard/core";
import { pastRuleset } from "../../changes/past/past-ruleset.ts";
import { SwitchyardError } from "../../errors.ts";
import { evaluateFlag } from "../../flags/evaluate-flag.ts";
import { evaluatePastFlag } from "../../flags/evaluate-past-flag.ts";
import { requireEnvironment, requireProject } from "../../projects/find.ts";
import { regex } from "../../regex.ts";
import type { Api } from "../env.ts";
import { ENVIRONMENT, inEnvironment } from "../request/paths.ts";
import { requireSmall } from "../request/small-context.ts";
import { answer, body, route } from "../route.ts";
import { evaluateSchema, evaluationSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const postEvaluate = route("viewer", {
  method: "post",
  path: `${ENVIRONMENT}/evaluate`,
  summary:
    "What a context gets, and why; for one flag, perhaps with an unsaved configuration, or for all; now or earlier",
  request: { params: inEnvironment, body: body(evaluateSchema) },
  responses: {
    200: answer(
      z.union([evaluationSchema, z.object({ evaluations: z.array(evaluationSchema) })]),
      "The details of the one flag, or `evaluations` of all",
    ),
  },
});

export function evaluateRoutes(api: Api, { storage, live }: Services): void {
  api.openapi(postEvaluate, async (c) => {
    const at = c.req.valid("param");
    const { context, flag, config, version } = c.req.valid("json");
    requireSmall(context);
    if (flag === undefined && config !== undefined) {
      throw new SwitchyardError("INVALID_REQUEST", "config is tried for one flag: flag must name it, received none");
    }
    const project = await requireProject(storage, at.project);
    const environment = await requireEnvironment(storage, project, at.environment);
    if (version !== undefined) {
      const past = await pastRuleset(storage, environment, version);
      if (flag === undefined) return c.json(viewAll(compileRuleset(past, { regex }), context), 200);
      return c.json(view(await evaluatePastFlag(storage, { ...at, flag }, past, context, config)), 200);
    }
    const ruleset = await live.ruleset(environment.id);
    if (flag === undefined) return c.json(viewAll(ruleset, context), 200);
    return c.json(view(await evaluateFlag(storage, { ...at, flag }, ruleset, context, config)), 200);
  });
}

function view({ flag, details, ...trace }: Explanation) {
  return { flag, ...details, trace };
}

const viewAll = (ruleset: Ruleset, context: object) => ({
  evaluations: [...ruleset.flags.keys()].sort().map((key) => view(explain(ruleset, key, context))),
});
