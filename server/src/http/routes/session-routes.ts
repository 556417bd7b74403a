import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { deleteCookie, getCookie } from "hono/cookie";
import { Attempts } from "../../auth/attempts.ts";
import { endSession, SESSION_COOKIE, sessionUser } from "../../auth/sessions.ts";
import { isSetupNeeded, setUp } from "../../auth/setup.ts";
import type { User } from "../../storage/port.ts";
import { addressOf, callerOf, openSession } from "../access/open-session.ts";
import type { Api, Env } from "../env.ts";
import { answer, body, route } from "../route.ts";
import { setupInputSchema, signInSchema, userSchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { userView } from "../views/views.ts";

const SETUP = "/api/v1/setup";
const SESSION = "/api/v1/session";
const SETUPS_A_MINUTE = 10;

const signedIn = z.object({ user: userSchema });

const getSetup = route("public", {
  method: "get",
  path: SETUP,
  summary: "Whether the first admin is still to be made",
  responses: { 200: answer(z.object({ needed: z.boolean() }), "Whether there is no user yet") },
});

const postSetup = route("public", {
  method: "post",
  path: SETUP,
  summary: "Make the first admin with the token of the set-up link, and sign in",
  request: { body: body(setupInputSchema) },
  responses: { 201: answer(signedIn, "The first admin, signed in") },
});

const getSession = route("public", {
  method: "get",
  path: SESSION,
  summary: "Who is signed in",
  responses: { 200: answer(z.object({ user: userSchema.nullable() }), "The person, or null") },
});

const postSession = route("public", {
  method: "post",
  path: SESSION,
  summary: "Sign in",
  request: { body: body(signInSchema) },
  responses: { 200: answer(signedIn, "The person; the session is in the cookie") },
});

const deleteSession = route("public", {
  method: "delete",
  path: SESSION,
  summary: "Sign out",
  responses: { 204: { description: "No session is left" } },
});

export function sessionRoutes(api: Api, { storage, signIn, log }: Services): void {
  const setups = new Attempts(SETUPS_A_MINUTE);

  const open = async (c: Context<Env>, user: User) => {
    await openSession(c, storage, user);
    return { user: userView(user) };
  };

  api.openapi(getSetup, async (c) => c.json({ needed: await isSetupNeeded(storage) }, 200));

  api.openapi(postSetup, async (c) => {
    setups.record(callerOf(c));
    const user = await setUp(storage, c.req.valid("json"));
    return c.json(await open(c, user), 201);
  });

  api.openapi(getSession, async (c) => {
    const user = await sessionUser(storage, getCookie(c, SESSION_COOKIE));
    return c.json({ user: user ? userView(user) : null }, 200);
  });

  api.openapi(postSession, async (c) => {
    const address = addressOf(c);
    const user = await signIn({ ...c.req.valid("json"), address }).catch((error: unknown) => {
      log.warn({ address }, "a sign-in was refused");
      throw error;
    });
    log.info({ address, user: user.id }, "signed in");
    return c.json(await open(c, user), 200);
  });

  api.openapi(deleteSession, async (c) => {
    const token = getCookie(c, SESSION_COOKIE);
    if (token) await endSession(storage, token);
    deleteCookie(c, SESSION_COOKIE, { path: "/" });
    return c.body(null, 204);
  });
}
