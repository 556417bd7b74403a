import { queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type {
  ApiToken,
  ApiTokenCreate,
  Invitation,
  InvitationAccept,
  InvitationCreate,
  InvitationSeen,
  Member,
  MemberInput,
  NewApiToken,
  NewInvitation,
  NewRobot,
  PasswordChange,
  Person,
  PersonPatch,
  Robot,
  RobotCreate,
  RobotInput,
  Session,
  User,
} from "./types.ts";

export const membersQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project, "people"],
    queryFn: async ({ signal }) =>
      (await request<{ people: Member[] }>(path("projects", project, "people"), { signal })).people,
  });

export const saveMember = (project: string, person: string, body: MemberInput) =>
  request<Member>(path("projects", project, "people", person), { method: "PUT", body });

/** For owners of the server: accounts belong to it. */
export const changePerson = (person: string, body: PersonPatch) =>
  request<Person>(path("people", person), { method: "PATCH", body });

/** For owners: signs somebody out everywhere. */
export const endSessionsOf = (person: string) =>
  request<void>(path("people", person, "sessions"), { method: "DELETE" });

/** For owners: the link is in this answer only. */
export const offerNewPassword = (person: string) =>
  request<NewInvitation>(path("people", person, "password-link"), { method: "POST", body: {} });

/** Of every project whose admin one is. */
export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async ({ signal }) => (await request<{ invitations: Invitation[] }>("/invitations", { signal })).invitations,
});

/** The link is in this answer only. */
export const invite = (body: InvitationCreate) => request<NewInvitation>("/invitations", { method: "POST", body });

export const revokeInvitation = (id: string) => request<void>(path("invitations", id), { method: "DELETE" });

export const lookAtInvitation = (token: string) =>
  request<InvitationSeen>("/invitations/look", { method: "POST", body: { token } });

export const acceptInvitation = (body: InvitationAccept) =>
  request<{ user: User }>("/invitations/accept", { method: "POST", body });

const robots = (project: string, ...rest: string[]) => path("projects", project, "robots", ...rest);

export const robotsQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project, "robots"],
    queryFn: async ({ signal }) => (await request<{ robots: Robot[] }>(robots(project), { signal })).robots,
  });

/** The token is in this answer only. */
export const createRobot = (project: string, body: RobotCreate) =>
  request<NewRobot>(robots(project), { method: "POST", body });

export const updateRobot = (project: string, id: string, body: RobotInput) =>
  request<Robot>(robots(project, id), { method: "PUT", body });

export const rotateRobot = (project: string, id: string) =>
  request<NewRobot>(robots(project, id, "rotate"), { method: "POST", body: {} });

export const revokeRobot = (project: string, id: string) => request<void>(robots(project, id), { method: "DELETE" });

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => (await request<{ sessions: Session[] }>("/sessions", { signal })).sessions,
});

export const endSession = (id: string) => request<void>(path("sessions", id), { method: "DELETE" });

export const changePassword = (body: PasswordChange) => request<void>("/password", { method: "PUT", body });

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await request<{ tokens: ApiToken[] }>("/tokens", { signal })).tokens,
});

/** The token is in this answer only. */
export const createToken = (body: ApiTokenCreate) => request<NewApiToken>("/tokens", { method: "POST", body });

export const rotateToken = (id: string) =>
  request<NewApiToken>(path("tokens", id, "rotate"), { method: "POST", body: {} });

export const revokeToken = (id: string) => request<void>(path("tokens", id), { method: "DELETE" });
