import { ROLES, type Role } from "../../storage/authority.ts";

/**
 * Who may call a route: anyone, a server SDK key, a client key from its origins, either of these two, who reads metrics
 * (with their token, or as an owner), or who has a permission.
 */
export type Access = Credential | Permission;

type Credential = "public" | "sdk" | "client" | "anySdk" | "metrics";

/** The least role in the project, or in the environment, that the path names; or where it names none, a standing. */
export type Permission = Role | Standing;

/**
 * What somebody is without regard to any project: an owner; known by a session or a token; a person with a session, for
 * what is their own.
 */
export type Standing = "owner" | "known" | "person";

const STANDINGS: readonly Standing[] = ["owner", "known", "person"];

export const isStanding = (access: Access): access is Standing => STANDINGS.some((one) => one === access);
export const isPermission = (access: Access): access is Permission =>
  isStanding(access) || ROLES.some((role) => role === access);
