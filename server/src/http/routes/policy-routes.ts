import { z } from "@hono/zod-openapi";
import { visible } from "../../auth/authority.ts";
import { authorOf } from "../../auth/identity.ts";
import { SwitchyardError } from "../../errors.ts";
import { assess } from "../../policy/assess.ts";
import { findFreezes } from "../../policy/find-freezes.ts";
import { NO_POLICY, setPolicy } from "../../policy/set-policy.ts";
import { requireEnvironment, requireProject, requireVisible } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { MAX_SEGMENT_BYTES } from "../request/bounds.ts";
import { ENVIRONMENT, inEnvironment, inProject, PROJECT } from "../request/paths.ts";
import { wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import { assessmentSchema, assessSchema, freezesSchema, policyInputSchema, policySchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { assessmentView, policyView } from "../views/policy-views.ts";

const POLICY = `${ENVIRONMENT}/policy` as const;
const MONTH = 31 * 24 * 3_600_000;

const getPolicy = route("viewer", {
  method: "get",
  path: POLICY,
  summary: "What raising changes of an environment must pass, and whether it is frozen now",
  request: { params: inEnvironment },
  responses: { 200: answer(policySchema, "The policy; one that holds nothing where none was set") },
});

const putPolicy = route("admin", {
  method: "put",
  path: POLICY,
  summary: "Replace the policy of an environment; one that lets more pass needs a reason",
  request: { params: inEnvironment, body: body(policyInputSchema) },
  responses: { 200: answer(policySchema, "The policy as it is now") },
});

const listFreezes = route("viewer", {
  method: "get",
  path: `${PROJECT}/freezes`,
  summary: "When the environments of a project are frozen, for a calendar",
  request: {
    params: inProject,
    query: z.strictObject({
      from: wholeNumber.optional().describe("Milliseconds since 1970; now, if absent"),
      to: wholeNumber.optional().describe("At most 400 days after; 31 days after, if absent"),
      environment: z.string().optional(),
    }),
  },
  responses: { 200: answer(freezesSchema, "The freezes, in order of their beginnings") },
});

const postAssess = route(
  "viewer",
  {
    method: "post",
    path: `${PROJECT}/assess`,
    summary: "What the policies would say of operations, without doing them",
    request: { params: inProject, body: body(assessSchema) },
    responses: { 200: answer(assessmentSchema, "Which way they go in each environment, and what holds them") },
  },
  MAX_SEGMENT_BYTES,
);

export function policyRoutes(api: Api, { storage }: Services): void {
  api.openapi(getPolicy, async (c) => {
    const where = c.req.valid("param");
    const project = await requireProject(storage, where.project);
    const environment = await requireEnvironment(storage, project, where.environment);
    const policy = await storage.policy(environment.id);
    if (policy === "damaged") {
      throw new SwitchyardError(
        "DAMAGED",
        `The policy of environment ${environment.key} is damaged in the database: PUT a whole policy to repair it`,
        { details: { kind: "policy", environment: environment.key } },
      );
    }
    return c.json(policyView(environment, policy ?? NO_POLICY, policy?.updatedAt), 200);
  });

  api.openapi(putPolicy, async (c) => {
    const where = c.req.valid("param");
    const { reason, breakGlass, ...input } = c.req.valid("json");
    const { role, people } = breakGlass;
    const wanted = { ...input, breakGlass: { ...(role && { role }), people } };
    const policy = await setPolicy(storage, authorOf(c.var.identity, reason), where, wanted);
    const project = await requireProject(storage, where.project);
    const environment = await requireEnvironment(storage, project, where.environment);
    return c.json(policyView(environment, policy, policy.updatedAt), 200);
  });

  api.openapi(listFreezes, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { from = Date.now(), to = from + MONTH, environment: key } = c.req.valid("query");
    const { authority } = c.var.identity;
    const environments =
      key === undefined
        ? visible(authority, await storage.environments(project.id))
        : [await requireVisible(storage, authority, project, key)];
    const { freezes, isWhole } = await findFreezes(storage, environments, from, to);
    const views = freezes.map(({ environment, ...freeze }) => ({ environment: environment.key, ...freeze }));
    return c.json({ freezes: views, isWhole }, 200);
  });

  api.openapi(postAssess, async (c) => {
    const { operations, reason } = c.req.valid("json");
    const author = authorOf(c.var.identity, reason);
    const assessment = await assess(storage, author, c.req.valid("param"), operations);
    return c.json(assessmentView(assessment, c.var.identity.authority), 200);
  });
}
