import { z } from "@hono/zod-openapi";
import { requireProject } from "../../projects/find.ts";
import { createRobot, listRobots, revokeRobot, rotateRobot, updateRobot } from "../../tokens/robots.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import {
  newRobotSchema,
  reasonSchema,
  robotCreateSchema,
  robotInputSchema,
  robotSchema,
  rotationSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";
import { robotView } from "../views/people-views.ts";

const ROBOTS = `${PROJECT}/robots` as const;
const ROBOT = `${ROBOTS}/{id}` as const;
const ofRobot = inProject.extend({ id: z.string() });

const list = route("admin", {
  method: "get",
  path: ROBOTS,
  summary: "The robots of a project: accounts for programs, with roles of their own",
  request: { params: inProject },
  responses: { 200: answer(z.object({ robots: z.array(robotSchema) }), "Newest first") },
});

const post = route("admin", {
  method: "post",
  path: ROBOTS,
  summary: "Make a robot; this answer is the only place where its token can be read",
  request: { params: inProject, body: body(robotCreateSchema) },
  responses: { 201: answer(newRobotSchema, "The robot and its token") },
});

const put = route("admin", {
  method: "put",
  path: ROBOT,
  summary: "Rename a robot and replace its roles",
  request: { params: ofRobot, body: body(robotInputSchema) },
  responses: { 200: answer(robotSchema, "The robot as it is now") },
});

const rotate = route("admin", {
  method: "post",
  path: `${ROBOT}/rotate`,
  summary: "Give a robot another token; the old one is taken for some hours more",
  request: { params: ofRobot, body: body(rotationSchema) },
  responses: { 200: answer(newRobotSchema, "The robot and its new token") },
});

const remove = route("admin", {
  method: "delete",
  path: ROBOT,
  summary: "Revoke a robot, for good",
  request: { params: ofRobot, query: reasonSchema },
  responses: { 204: { description: "Its token is useless now" } },
});

export function robotRoutes(api: Api, { storage }: Services): void {
  api.openapi(list, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    return c.json({ robots: (await listRobots(storage, project)).map(robotView) }, 200);
  });

  api.openapi(post, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const robot = await createRobot(storage, c.var.identity, c.req.valid("param"), input, reason);
    return c.json({ ...robotView(robot), token: robot.token }, 201);
  });

  api.openapi(put, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const robot = await updateRobot(storage, c.var.identity, c.req.valid("param"), input, reason);
    return c.json(robotView(robot), 200);
  });

  api.openapi(rotate, async (c) => {
    const robot = await rotateRobot(storage, c.var.identity, c.req.valid("param"), c.req.valid("json"));
    return c.json({ ...robotView(robot), token: robot.token }, 200);
  });

  api.openapi(remove, async (c) => {
    await revokeRobot(storage, c.var.identity, c.req.valid("param"), c.req.valid("query").reason);
    return c.body(null, 204);
  });
}
