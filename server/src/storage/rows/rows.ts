import { z } from "zod";
import type { ChangeRecord, Environment, Flag, FlagConfiguration, Key, Project, SavedView, Segment } from "../port.ts";
import * as stored from "../stored-shapes.ts";
import { bit, json, optional } from "./columns.ts";

// How rows become the port's objects. A row is read as far as its schema agrees, or not at all.

const count = z.number().int().min(0);

export const projectRow: z.ZodType<Project> = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  createdAt: z.number().min(0),
});

export const environmentRow: z.ZodType<Environment> = z.object({
  id: z.string(),
  projectId: z.string(),
  key: z.string(),
  name: z.string(),
  protected: bit,
  version: count,
});

export const flagRow: z.ZodType<Flag> = z.object({
  id: z.string(),
  projectId: z.string(),
  key: z.string(),
  name: z.string(),
  description: z.string(),
  type: z.enum(["boolean", "string", "number", "object"]),
  variants: json(stored.variants),
  tags: json(stored.strings),
  owner: z.string(),
  lifetime: json(stored.lifetime),
  clientSide: bit,
  salt: z.string(),
  archived: bit,
  createdAt: z.number(),
});

export const configurationRow: z.ZodType<FlagConfiguration> = z.object({
  flagId: z.string(),
  environmentId: z.string(),
  enabled: bit,
  offVariant: z.string(),
  prerequisites: json(stored.prerequisites),
  targets: json(stored.targets),
  rules: json(stored.rules),
  fallthrough: json(stored.serve),
  killed: optional(json(stored.killed)),
  guard: optional(json(stored.guard)),
  version: count,
  updatedAt: z.number(),
});

export const segmentRow: z.ZodType<Segment> = z.object({
  id: z.string(),
  projectId: z.string(),
  key: z.string(),
  name: z.string(),
  rules: json(stored.segmentRules),
  includedKeys: json(stored.strings),
  excludedKeys: json(stored.strings),
  createdAt: z.number(),
});

export const keyRow: z.ZodType<Key> = z.object({
  id: z.string(),
  environmentId: z.string(),
  kind: z.enum(["server", "client"]),
  name: z.string(),
  hint: z.string(),
  origins: json(stored.strings),
  signedContext: bit,
  createdAt: z.number(),
  createdBy: z.string(),
  lastUsedAt: optional(z.number()),
  revokedAt: optional(z.number()),
  expiresAt: optional(z.number()),
});

export const savedViewRow: z.ZodType<SavedView> = z.object({
  userId: z.string(),
  projectId: z.string(),
  name: z.string(),
  search: z.string(),
});

export const changeRow: z.ZodType<ChangeRecord> = z
  .object({
    id: count,
    at: z.number(),
    // Words of a later server are shown as they are; the hash needs them letter for letter.
    action: z.custom<ChangeRecord["action"]>((value) => typeof value === "string", "expected string"),
    actorKind: z.enum(["user", "token", "system"]),
    actorId: z.string(),
    actorName: z.string(),
    reason: optional(z.string()),
    projectId: optional(z.string()),
    environmentId: optional(z.string()),
    flag: optional(z.string()),
    segment: optional(z.string()),
    before: json(stored.jsonValue),
    after: json(stored.jsonValue),
    versions: json(stored.versions),
    previousHash: z.string(),
    hash: z.string(),
  })
  .transform(({ actorKind, actorId, actorName, ...row }) => ({
    ...row,
    actor: { kind: actorKind, id: actorId, name: actorName },
  }));

export const touchedRow = z.object({
  version: count,
  changeId: count,
  at: z.number(),
  hash: z.string(),
  flags: json(stored.strings),
  segments: json(stored.strings),
});
