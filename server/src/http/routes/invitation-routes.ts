import { z } from "@hono/zod-openapi";
import { Attempts } from "../../auth/attempts.ts";
import { acceptInvitation, findInvitation, setsPassword } from "../../people/accept-invitation.ts";
import { invite, listInvitations, withdrawInvitation } from "../../people/invite.ts";
import { grantViews } from "../../people/role-input.ts";
import { addressOf, callerOf, openSession } from "../access/open-session.ts";
import type { Api } from "../env.ts";
import { answer, body, route } from "../route.ts";
import {
  invitationAcceptSchema,
  invitationCreateSchema,
  invitationLookSchema,
  invitationSchema,
  invitationSeenSchema,
  newInvitationSchema,
  reasonSchema,
  userSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";
import { invitationView, joinPath } from "../views/people-views.ts";
import { userView } from "../views/views.ts";

const INVITATIONS = "/api/v1/invitations";
const ACCEPTANCES_A_MINUTE = 20;

const list = route("known", {
  method: "get",
  path: INVITATIONS,
  summary: "The open invitations to projects whose admin you are; all of them for an owner",
  responses: { 200: answer(z.object({ invitations: z.array(invitationSchema) }), "Newest first") },
});

const post = route("known", {
  method: "post",
  path: INVITATIONS,
  summary: "Make a one-time link for somebody, with roles in projects whose admin you are",
  request: { body: body(invitationCreateSchema) },
  responses: { 201: answer(newInvitationSchema, "This answer is the only place where the link can be read") },
});

const remove = route("known", {
  method: "delete",
  path: `${INVITATIONS}/{id}`,
  summary: "Withdraw an invitation",
  request: { params: z.object({ id: z.string() }), query: reasonSchema },
  responses: { 204: { description: "Its link is useless now" } },
});

const look = route("public", {
  method: "post",
  path: `${INVITATIONS}/look`,
  summary: "Whom an invitation is for",
  request: { body: body(invitationLookSchema) },
  responses: { 200: answer(invitationSeenSchema, "What its holder may know") },
});

const accept = route("public", {
  method: "post",
  path: `${INVITATIONS}/accept`,
  summary: "Use up an invitation, and sign in: makes the account, or adds the roles to the one there is",
  request: { body: body(invitationAcceptSchema) },
  responses: { 201: answer(z.object({ user: userSchema }), "The person, signed in") },
});

export function invitationRoutes(api: Api, { storage, signIn }: Services): void {
  const attempts = new Attempts(ACCEPTANCES_A_MINUTE);

  api.openapi(list, async (c) => {
    const [invitations, byKeys] = await Promise.all([listInvitations(storage, c.var.identity), grantViews(storage)]);
    return c.json({ invitations: invitations.map((one) => invitationView(one, byKeys)) }, 200);
  });

  api.openapi(post, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const { token, ...invitation } = await invite(storage, c.var.identity, input, reason);
    const view = invitationView(invitation, await grantViews(storage));
    return c.json({ ...view, token, path: joinPath(token) }, 201);
  });

  api.openapi(remove, async (c) => {
    await withdrawInvitation(storage, c.var.identity, c.req.valid("param").id, c.req.valid("query").reason);
    return c.body(null, 204);
  });

  api.openapi(look, async (c) => {
    attempts.record(callerOf(c));
    const invitation = await findInvitation(storage, c.req.valid("json").token);
    const { email, createdBy, expiresAt } = invitation;
    const hasAccount = (await storage.personByEmail(email)) !== undefined;
    return c.json({ email, invitedBy: createdBy, expiresAt, hasAccount, setsPassword: setsPassword(invitation) }, 200);
  });

  api.openapi(accept, async (c) => {
    const address = addressOf(c);
    attempts.record(callerOf(c));
    const user = await acceptInvitation(storage, signIn, { ...c.req.valid("json"), address });
    await openSession(c, storage, user);
    return c.json({ user: userView(user) }, 201);
  });
}
