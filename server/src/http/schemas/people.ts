import { z } from "@hono/zod-openapi";
import { ROLES } from "../../storage/authority.ts";
import { email, password } from "./account.ts";
import { keySchema, name, reason } from "./common.ts";

const roleSchema = z.enum(ROLES);

/** A role in a project, or in one environment of it, where it replaces the project's. */
export const grantSchema = z.strictObject({
  project: keySchema,
  environment: keySchema.optional(),
  role: roleSchema,
});

/** The same, all those of one project. */
const projectRoles = {
  role: roleSchema.nullable().default(null).describe("In the whole project; null for none"),
  environments: z
    .record(keySchema, roleSchema)
    .default({})
    .describe("By environment: replaces the project's role there"),
};

const MAX_GRANTS = 200;
const days = (most: number) => z.number().int().min(1).max(most);

export const personSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  createdAt: z.number(),
  owner: z.boolean().describe("May do everything everywhere"),
  active: z.boolean(),
  roles: z.array(grantSchema),
});

export const personPatchSchema = z.strictObject({
  name: name.optional(),
  owner: z.boolean().optional(),
  active: z.boolean().optional().describe("false ends their sessions and their tokens, at once"),
  reason,
});

export const memberSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  owner: z.boolean().describe("An owner of the server: admin here, whatever the roles say"),
  active: z.boolean(),
  role: roleSchema.nullable(),
  environments: z.record(z.string(), roleSchema),
});

export const memberInputSchema = z.strictObject({ ...projectRoles, reason });

export const invitationSchema = z.object({
  id: z.string(),
  email: z.string(),
  owner: z.boolean(),
  roles: z.array(grantSchema),
  createdAt: z.number(),
  createdBy: z.string(),
  expiresAt: z.number(),
});

export const invitationCreateSchema = z.strictObject({
  email,
  owner: z.boolean().default(false),
  roles: z.array(grantSchema).max(MAX_GRANTS).default([]),
  expiresInDays: days(30).default(7),
  reason,
});

export const newInvitationSchema = invitationSchema.extend({
  token: z.string(),
  path: z.string().describe("Where the link leads, on this server"),
});

const invitationToken = z.string().min(1).max(200);

export const invitationLookSchema = z.strictObject({ token: invitationToken });

export const invitationSeenSchema = z.object({
  email: z.string(),
  invitedBy: z.string(),
  expiresAt: z.number(),
  hasAccount: z.boolean().describe("Then its password is asked for, and no name"),
  setsPassword: z.boolean().describe("A link for a lost password: the account gets a new one, and its sessions end"),
});

export const invitationAcceptSchema = z.strictObject({
  token: invitationToken,
  name: name.optional().describe("Of a new account"),
  password: password.describe("A new one; or that of the account, if there is one"),
});

export const sessionSchema = z.object({
  id: z.string(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: z.number(),
  lastSeenAt: z.number(),
  expiresAt: z.number(),
  current: z.boolean().describe("The one that asks"),
});

export const passwordChangeSchema = z.strictObject({ current: z.string().min(1).max(1000), password });

export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  atMost: roleSchema
    .nullable()
    .describe("It may do no more than this, and never more than its owner; null: as its owner"),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
  previousUntil: z.number().nullable().describe("Until when the token before the last rotation is taken, too"),
});

const MAX_TOKEN_DAYS = 3650;

export const apiTokenCreateSchema = z.strictObject({
  name,
  atMost: roleSchema.optional(),
  expiresInDays: days(MAX_TOKEN_DAYS).optional().describe("Without, it lasts until it is revoked"),
  reason,
});

export const newApiTokenSchema = apiTokenSchema.extend({ token: z.string() });

export const robotSchema = apiTokenSchema.omit({ atMost: true }).extend({
  createdBy: z.string(),
  role: roleSchema.nullable(),
  environments: z.record(z.string(), roleSchema),
});

export const robotCreateSchema = z.strictObject({
  name,
  ...projectRoles,
  expiresInDays: days(MAX_TOKEN_DAYS).optional(),
  reason,
});

export const robotInputSchema = z.strictObject({ name, ...projectRoles, reason });

export const newRobotSchema = robotSchema.extend({ token: z.string() });

export const rotationSchema = z.strictObject({
  overlapHours: z.number().int().min(0).max(168).default(24).describe("How long the old one is still taken"),
  reason,
});
