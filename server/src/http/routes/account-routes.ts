import { z } from "@hono/zod-openapi";
import { deleteCookie } from "hono/cookie";
import { SESSION_COOKIE } from "../../auth/sessions.ts";
import { changePassword } from "../../people/change-password.ts";
import { notFound } from "../../projects/find.ts";
import { addressOf } from "../access/open-session.ts";
import { requirePerson } from "../access/permission.ts";
import type { Api } from "../env.ts";
import { answer, body, route } from "../route.ts";
import { passwordChangeSchema, sessionSchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { sessionId, sessionView } from "../views/people-views.ts";

const SESSIONS = "/api/v1/sessions";

const list = route("person", {
  method: "get",
  path: SESSIONS,
  summary: "Where you are signed in",
  responses: { 200: answer(z.object({ sessions: z.array(sessionSchema) }), "Those seen last first") },
});

const endOne = route("person", {
  method: "delete",
  path: `${SESSIONS}/{id}`,
  summary: "End one of your sessions",
  request: { params: z.object({ id: z.string() }) },
  responses: { 204: { description: "It has ended, and its live updates end within 5 s" } },
});

const endAll = route("person", {
  method: "delete",
  path: SESSIONS,
  summary: "Sign out everywhere",
  request: {
    query: z.strictObject({ except: z.literal("current").optional().describe("`current` keeps the one that asks") }),
  },
  responses: { 204: { description: "They have ended" } },
});

const putPassword = route("person", {
  method: "put",
  path: "/api/v1/password",
  summary: "Change your password; your other sessions end",
  request: { body: body(passwordChangeSchema) },
  responses: { 204: { description: "The new one counts from now on" } },
});

export function accountRoutes(api: Api, { storage, signIn, log }: Services): void {
  const { accounts } = storage;

  api.openapi(list, async (c) => {
    const { user, session } = requirePerson(c.var.identity);
    const sessions = await accounts.sessionsOf(user.id, Date.now());
    return c.json({ sessions: sessions.map((one) => sessionView(one, session)) }, 200);
  });

  api.openapi(endOne, async (c) => {
    const { user } = requirePerson(c.var.identity);
    const { id } = c.req.valid("param");
    const session = (await accounts.sessionsOf(user.id, Date.now())).find((one) => sessionId(one) === id);
    if (session === undefined) throw notFound("session", id);
    await accounts.deleteSessionOf(user.id, session.hash);
    return c.body(null, 204);
  });

  api.openapi(endAll, async (c) => {
    const { user, session: current } = requirePerson(c.var.identity);
    const keepsCurrent = c.req.valid("query").except === "current";
    for (const { hash } of await accounts.sessionsOf(user.id, Date.now())) {
      if (!keepsCurrent || hash !== current) await accounts.deleteSessionOf(user.id, hash);
    }
    if (!keepsCurrent) deleteCookie(c, SESSION_COOKIE, { path: "/" });
    return c.body(null, 204);
  });

  api.openapi(putPassword, async (c) => {
    const person = requirePerson(c.var.identity);
    const address = addressOf(c);
    await changePassword(storage, signIn, person, { ...c.req.valid("json"), address });
    log.info({ address, user: person.user.id }, "a password was changed");
    return c.body(null, 204);
  });
}
