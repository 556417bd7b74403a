import { z } from "@hono/zod-openapi";
import { offerNewPassword } from "../../people/invite.ts";
import { listMembers, setMemberRoles } from "../../people/members.ts";
import { grantViews } from "../../people/role-input.ts";
import { endSessionsOf, updatePerson } from "../../people/update-person.ts";
import { requireProject } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import {
  memberInputSchema,
  memberSchema,
  newInvitationSchema,
  personPatchSchema,
  personSchema,
  reasonSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";
import { invitationView, joinPath, memberView, personView } from "../views/people-views.ts";

const PEOPLE = "/api/v1/people";
const PERSON = `${PEOPLE}/{person}` as const;
const MEMBERS = `${PROJECT}/people` as const;

const ofPerson = z.object({ person: z.string() });

const listPeople = route("owner", {
  method: "get",
  path: PEOPLE,
  summary: "Everyone who has an account, with their roles",
  responses: { 200: answer(z.object({ people: z.array(personSchema) }), "People by name") },
});

const patchPerson = route("owner", {
  method: "patch",
  path: PERSON,
  summary: "Rename somebody, make them an owner or no longer one, deactivate them or let them in again",
  request: { params: ofPerson, body: body(personPatchSchema) },
  responses: { 200: answer(personSchema, "The person as they are now") },
});

const deleteSessions = route("owner", {
  method: "delete",
  path: `${PERSON}/sessions`,
  summary: "Sign somebody out everywhere",
  request: { params: ofPerson, query: reasonSchema },
  responses: { 204: { description: "They have no session any more" } },
});

const postPasswordLink = route("owner", {
  method: "post",
  path: `${PERSON}/password-link`,
  summary: "Make a one-time link, for a day, with which somebody sets a new password",
  request: { params: ofPerson, body: body(reasonSchema) },
  responses: { 201: answer(newInvitationSchema, "This answer is the only place where the link can be read") },
});

const listProjectPeople = route("admin", {
  method: "get",
  path: MEMBERS,
  summary: "Who has a role in a project, owners included",
  request: { params: inProject },
  responses: { 200: answer(z.object({ people: z.array(memberSchema) }), "People by name") },
});

const putProjectPerson = route("admin", {
  method: "put",
  path: `${MEMBERS}/{person}`,
  summary: "Replace somebody's roles in a project; none takes it from them",
  request: { params: inProject.extend({ person: z.string() }), body: body(memberInputSchema) },
  responses: { 200: answer(memberSchema, "The roles they have now") },
});

export function peopleRoutes(api: Api, { storage }: Services): void {
  api.openapi(listPeople, async (c) => {
    const [people, byKeys] = await Promise.all([storage.people(), grantViews(storage)]);
    return c.json({ people: people.map((user) => personView(user, byKeys)) }, 200);
  });

  api.openapi(patchPerson, async (c) => {
    const { reason, ...patch } = c.req.valid("json");
    const user = await updatePerson(storage, c.var.identity, c.req.valid("param").person, patch, reason);
    return c.json(personView(user, await grantViews(storage)), 200);
  });

  api.openapi(deleteSessions, async (c) => {
    await endSessionsOf(storage, c.var.identity, c.req.valid("param").person, c.req.valid("query").reason);
    return c.body(null, 204);
  });

  api.openapi(postPasswordLink, async (c) => {
    const { person } = c.req.valid("param");
    const { token, ...link } = await offerNewPassword(storage, c.var.identity, person, c.req.valid("json").reason);
    return c.json({ ...invitationView(link, () => []), token, path: joinPath(token) }, 201);
  });

  api.openapi(listProjectPeople, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    return c.json({ people: (await listMembers(storage, project)).map(memberView) }, 200);
  });

  api.openapi(putProjectPerson, async (c) => {
    const { reason, ...roles } = c.req.valid("json");
    const member = await setMemberRoles(storage, c.var.identity, c.req.valid("param"), roles, reason);
    return c.json(memberView(member), 200);
  });
}
