import { z } from "zod";
import type { Environment, Flag, FlagConfiguration, Key, Project, Segment } from "../port.ts";
import { checked } from "./checked.ts";
import { configurationRow, environmentRow, flagRow, keyRow, projectRow, segmentRow } from "./rows.ts";

// The port's objects as rows. What could not be read back is never written.

const bit = (value: boolean) => (value ? 1 : 0);

export const fromProject = ({ id, key, name, createdAt }: Project) =>
  checked(projectRow, `Project ${key}`, { id, key, name, createdAt });

export const fromEnvironment = ({ id, projectId, key, name, ...rest }: Environment) =>
  checked(environmentRow, `Environment ${key}`, {
    id,
    projectId,
    key,
    name,
    protected: bit(rest.protected),
    version: 0,
  });

export const fromFlag = (flag: Flag) =>
  checked(flagRow, `Flag ${flag.key}`, {
    id: flag.id,
    projectId: flag.projectId,
    key: flag.key,
    name: flag.name,
    description: flag.description,
    type: flag.type,
    variants: JSON.stringify(flag.variants),
    tags: JSON.stringify(flag.tags),
    owner: flag.owner,
    lifetime: JSON.stringify(flag.lifetime),
    clientSide: bit(flag.clientSide),
    salt: flag.salt,
    archived: bit(flag.archived),
    createdAt: flag.createdAt,
  });

export const fromConfiguration = (configuration: FlagConfiguration) =>
  checked(configurationRow, `The configuration of flag ${configuration.flagId}`, {
    flagId: configuration.flagId,
    environmentId: configuration.environmentId,
    enabled: bit(configuration.enabled),
    offVariant: configuration.offVariant,
    prerequisites: JSON.stringify(configuration.prerequisites),
    targets: JSON.stringify(configuration.targets),
    rules: JSON.stringify(configuration.rules),
    fallthrough: JSON.stringify(configuration.fallthrough),
    killed: configuration.killed === undefined ? null : JSON.stringify(configuration.killed),
    guard: configuration.guard === undefined ? null : JSON.stringify(configuration.guard),
    version: 0,
    updatedAt: configuration.updatedAt,
  });

export const fromSegment = (segment: Segment) =>
  checked(segmentRow, `Segment ${segment.key}`, {
    id: segment.id,
    projectId: segment.projectId,
    key: segment.key,
    name: segment.name,
    rules: JSON.stringify(segment.rules),
    includedKeys: JSON.stringify(segment.includedKeys),
    excludedKeys: JSON.stringify(segment.excludedKeys),
    createdAt: segment.createdAt,
  });

export const fromKey = (key: Key, sha256: string) => ({
  ...checked(keyRow, `Key ${key.hint}`, {
    id: key.id,
    environmentId: key.environmentId,
    kind: key.kind,
    name: key.name,
    hint: key.hint,
    origins: JSON.stringify(key.origins),
    signedContext: bit(key.signedContext),
    createdAt: key.createdAt,
    createdBy: key.createdBy,
    lastUsedAt: key.lastUsedAt ?? null,
    revokedAt: key.revokedAt ?? null,
    expiresAt: key.expiresAt ?? null,
  }),
  sha256: z.string().length(64).parse(sha256),
});
