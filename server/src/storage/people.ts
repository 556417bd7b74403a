import type { Role } from "./authority.ts";
import type { RoleGrant, Session, User } from "./model.ts";

// Who may get in, and with what.

/** A token for programs. Only its SHA-256 is stored. */
export interface ApiToken {
  id: string;
  /** Whose it is; a robot's is nobody's. */
  userId?: string;
  /** Where a robot belongs. */
  projectId?: string;
  name: string;
  /** First characters of the token, so that people can tell tokens apart. */
  hint: string;
  /** A robot's. */
  roles: RoleGrant[];
  /** A person's token can be less than the person, never more. */
  atMost?: Role;
  createdAt: number;
  createdBy: string;
  /** A robot's: ids of everyone who was ever shown its secret. Absent where nobody wrote it down. */
  heldBy?: string[];
  expiresAt?: number;
  lastUsedAt?: number;
  revokedAt?: number;
  /** Until when what it was before it was rotated is still taken. */
  previousUntil?: number;
}

/** A link that lets somebody in who has no account yet, or brings one new roles. Only its token's SHA-256 is stored. */
export interface Invitation {
  id: string;
  email: string;
  owner: boolean;
  roles: RoleGrant[];
  createdAt: number;
  createdBy: string;
  expiresAt: number;
}

/** What an OpenID provider calls somebody. */
export interface ProviderIdentity {
  issuer: string;
  subject: string;
  userId: string;
  createdAt: number;
}

export interface PeopleReads {
  /** Everyone, also those who are deactivated, by name. */
  people(): Promise<User[]>;
  person(id: string): Promise<User | undefined>;
  personByEmail(email: string): Promise<User | undefined>;
  personByIdentity(issuer: string, subject: string): Promise<User | undefined>;
  /** Newest first, those that have expired included. */
  invitations(): Promise<Invitation[]>;
  /** By its token's SHA-256, as long as it has not expired. */
  invitationByHash(sha256: string, now: number): Promise<Invitation | undefined>;
  /** A person's that are not revoked, newest first. */
  tokensOf(userId: string): Promise<ApiToken[]>;
  /** A project's that are not revoked, newest first. */
  robots(projectId: string): Promise<ApiToken[]>;
  apiToken(id: string): Promise<ApiToken | undefined>;
}

/** Within a change. */
export interface PeopleWrites {
  /** @throws StorageError "refused" when the e-mail is taken */
  insertPerson(user: User, passwordHash: string): Promise<void>;
  /** All but the password. */
  updatePerson(user: User): Promise<void>;
  setPassword(userId: string, passwordHash: string): Promise<void>;
  /** Ends a person's sessions, all but one. */
  endSessions(userId: string, exceptHash?: string): Promise<void>;
  insertInvitation(invitation: Invitation, sha256: string): Promise<void>;
  /** @returns false when it is not there: used, or withdrawn */
  deleteInvitation(id: string): Promise<boolean>;
  insertIdentity(identity: ProviderIdentity): Promise<void>;
  insertApiToken(token: ApiToken, sha256: string): Promise<void>;
  /** Its name, roles, bounds and ends; what it is called by stays. */
  updateApiToken(token: ApiToken): Promise<void>;
  /** Gives it another secret; the one before is taken until {@link ApiToken.previousUntil}. */
  rotateApiToken(token: ApiToken, sha256: string): Promise<void>;
}

/** State of signing in that changes without a change, see {@link Accounts}. */
export interface SignInState {
  /** A person's that have not expired, those seen last first. */
  sessionsOf(userId: string, now: number): Promise<Session[]>;
  /** A person is there now. At most one write a minute. */
  touchSession(hash: string, at: number): Promise<void>;
  /** Only a person's own; what is not there is left alone. */
  deleteSessionOf(userId: string, hash: string): Promise<void>;
  /** A token that is in force by its SHA-256, or that of before it was rotated. */
  tokenByHash(sha256: string, now: number): Promise<ApiToken | undefined>;
  touchToken(id: string, at: number): Promise<void>;
}
