import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { closeAfterReview, mayClose } from "../../policy/close-after-review.ts";
import { requireProject } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { nextBefore, pageSize, wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import { afterReviewCloseSchema, afterReviewSchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { afterReviewView } from "../views/policy-views.ts";

const AFTER_REVIEWS = `${PROJECT}/after-reviews` as const;

const listAfterReviews = route("viewer", {
  method: "get",
  path: AFTER_REVIEWS,
  summary: "What was pushed through a policy, newest first: open until another person has looked at it",
  request: {
    params: inProject,
    query: z.strictObject({
      state: z.enum(["open", "closed", "all"]).default("open"),
      before: wholeNumber.optional().describe("Only those opened before: the next page"),
      limit: pageSize(),
    }),
  },
  responses: {
    200: answer(
      z.object({
        afterReviews: z.array(afterReviewSchema),
        next: nextBefore,
      }),
      "A page of after-reviews",
    ),
  },
});

const postClose = route("viewer", {
  method: "post",
  path: `${AFTER_REVIEWS}/{id}/close`,
  summary: "Close an after-review of somebody else, with a note; needs the role releaser in its environment",
  request: { params: inProject.extend({ id: z.string().max(100) }), body: body(afterReviewCloseSchema) },
  responses: { 200: answer(afterReviewSchema, "The after-review, closed") },
});

type AfterReviewView = ReturnType<typeof afterReviewView>;

export function afterReviewRoutes(api: Api, { storage }: Services): void {
  api.openapi(listAfterReviews, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { state, before, limit } = c.req.valid("query");
    const who = authorOf(c.var.identity);
    const filter = { projectId: project.id, limit, ...(before !== undefined && { before }) };
    const reviews = await storage.afterReviews(state === "all" ? filter : { ...filter, state });
    const environments = await storage.environments(project.id);
    const views: AfterReviewView[] = [];
    for (const review of reviews) {
      const environment = environments.find(({ id }) => id === review.environmentId);
      const isSeen = environment && who.authority?.roleAt(project.id, environment.id) !== undefined;
      if (isSeen) views.push(afterReviewView(review, environment, await mayClose(storage, review, environment, who)));
    }
    const next = reviews.length < limit ? null : (reviews.at(-1)?.openedAt ?? null);
    return c.json({ afterReviews: views, next }, 200);
  });

  api.openapi(postClose, async (c) => {
    const who = authorOf(c.var.identity);
    const review = await closeAfterReview(storage, who, c.req.valid("param"), c.req.valid("json").note);
    const project = await requireProject(storage, c.req.valid("param").project);
    const environment = (await storage.environments(project.id)).find(({ id }) => id === review.environmentId);
    if (environment === undefined) throw new Error(`the environment of after-review ${review.id} is gone`);
    return c.json(afterReviewView(review, environment, false), 200);
  });
}
