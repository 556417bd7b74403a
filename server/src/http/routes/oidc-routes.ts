import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { Attempts } from "../../auth/attempts.ts";
import { OIDC_SECONDS } from "../../auth/oidc/provider.ts";
import { SwitchyardError } from "../../errors.ts";
import { providerSignIn } from "../../people/provider-sign-in.ts";
import { isLocalHost } from "../access/local-host.ts";
import { addressOf, callerOf, openSession } from "../access/open-session.ts";
import type { Api, Env } from "../env.ts";
import { answer, route } from "../route.ts";
import { signInWaysSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const OIDC = "/api/v1/oidc";
const CALLBACK = `${OIDC}/callback`;
const COOKIE = "switchyard_oidc";
const SIGN_INS_A_MINUTE = 60;

const getWays = route("public", {
  method: "get",
  path: "/api/v1/sign-in",
  summary: "How people can sign in here",
  responses: { 200: answer(signInWaysSchema, "With a password, and at an OpenID provider if one is set up") },
});

const getStart = route("public", {
  method: "get",
  path: `${OIDC}/start`,
  summary: "Sign in at the OpenID provider",
  request: {
    query: z.strictObject({
      to: z.string().max(2000).optional().describe("The path of this server to go to afterwards"),
    }),
  },
  responses: { 302: { description: "To the provider" } },
});

const getCallback = route("public", {
  method: "get",
  path: CALLBACK,
  summary: "Where the OpenID provider sends people back to",
  responses: { 302: { description: "Signed in; or to the sign-in page, with what was wrong as `problem`" } },
});

export function oidcRoutes(api: Api, { storage, oidc, log }: Services): void {
  const attempts = new Attempts(SIGN_INS_A_MINUTE);

  api.openapi(getWays, (c) =>
    c.json({ password: true as const, oidc: oidc ? { name: oidc.name, path: `${OIDC}/start` } : null }, 200),
  );

  api.openapi(getStart, async (c) => {
    if (!oidc) throw new SwitchyardError("NOT_FOUND", "No OpenID provider is set up (SWITCHYARD_OIDC_ISSUER)");
    attempts.record(callerOf(c));
    const begun = await oidc.begin(redirectUri(c), c.req.valid("query").to).catch((error: unknown) => {
      if (error instanceof SwitchyardError && error.code === "UNAVAILABLE") return undefined;
      throw error;
    });
    // Who pressed the button is a person in a browser, to whom JSON says nothing.
    if (begun === undefined) return c.redirect("/sign-in?problem=UNAVAILABLE", 302);
    const { url, sealed } = begun;
    setCookie(c, COOKIE, sealed, {
      httpOnly: true,
      // Lax: the provider's page leads back here, and the cookie must come along.
      sameSite: "Lax",
      path: OIDC,
      secure: !isLocalHost(c.req.header("host")),
      maxAge: OIDC_SECONDS,
    });
    return c.redirect(url, 302);
  });

  api.openapi(getCallback, async (c) => {
    if (!oidc) throw new SwitchyardError("NOT_FOUND", "No OpenID provider is set up (SWITCHYARD_OIDC_ISSUER)");
    const address = addressOf(c);
    attempts.record(callerOf(c));
    const sealed = getCookie(c, COOKIE);
    deleteCookie(c, COOKIE, { path: OIDC });
    try {
      const { claims, to } = await oidc.finish(redirectUri(c), new URL(c.req.url).search, sealed);
      const user = await providerSignIn(storage, oidc.settings, claims);
      await openSession(c, storage, user);
      log.info({ address, user: user.id }, "signed in at the provider");
      return c.redirect(to, 302);
    } catch (error) {
      if (!(error instanceof SwitchyardError)) throw error;
      log.warn({ address, code: error.code, reason: error.message }, "a sign-in at the provider was refused");
      return c.redirect(`/sign-in?problem=${error.code}`, 302);
    }
  });
}

/** At this server, by the name that the browser knows it by; the provider takes only what is registered there. */
function redirectUri(c: Context<Env>): string {
  const host = c.req.header("host") ?? "";
  return `${isLocalHost(host) ? "http" : "https"}://${host}${CALLBACK}`;
}
