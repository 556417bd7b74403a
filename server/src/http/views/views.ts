import type { z } from "@hono/zod-openapi";
import { visible } from "../../auth/authority.ts";
import { configurationView } from "../../flags/configuration-view.ts";
import { revisionOf } from "../../flags/revision.ts";
import type { Authority } from "../../storage/authority.ts";
import type {
  ChangeRecord,
  Environment,
  Flag,
  FlagConfiguration,
  Key,
  Project,
  Segment,
  User,
} from "../../storage/port.ts";
import type * as schema from "../schemas.ts";

// How the API shows what is stored. Each view names its fields: what is not named here is never sent.

/** As somebody sees it who may know of it. */
export const environmentView = (
  { id, projectId, key, name, protected: isProtected, version }: Environment,
  authority: Authority,
): z.infer<typeof schema.environmentSchema> => ({
  key,
  name,
  protected: isProtected,
  version,
  role: authority.roleAt(projectId, id) ?? "viewer",
});

/** With those of its environments that one may know of. */
export const projectView = (
  { id, key, name, createdAt }: Project,
  environments: readonly Environment[],
  authority: Authority,
): z.infer<typeof schema.projectSchema> => ({
  key,
  name,
  createdAt,
  role: authority.roleAt(id) ?? "viewer",
  environments: visible(authority, environments).map((environment) => environmentView(environment, authority)),
});

export function flagView(
  flag: Flag,
  environments: readonly Environment[],
  configurations: readonly FlagConfiguration[],
): z.infer<typeof schema.flagSchema> {
  const byEnvironment = new Map(configurations.map((configuration) => [configuration.environmentId, configuration]));
  return {
    key: flag.key,
    name: flag.name,
    description: flag.description,
    type: flag.type,
    variants: flag.variants,
    tags: flag.tags,
    owner: flag.owner,
    lifetime: flag.lifetime,
    clientSide: flag.clientSide,
    salt: flag.salt,
    archived: flag.archived,
    createdAt: flag.createdAt,
    revision: revisionOf(flag),
    environments: Object.fromEntries(
      environments.flatMap(({ id, key }) => {
        const configuration = byEnvironment.get(id);
        return configuration ? [[key, configurationView(flag.key, key, configuration)]] : [];
      }),
    ),
  };
}

export const segmentView = ({
  key,
  name,
  rules,
  includedKeys,
  excludedKeys,
  createdAt,
}: Segment): z.infer<typeof schema.segmentSchema> => ({ key, name, rules, includedKeys, excludedKeys, createdAt });

export const keyView = ({
  id,
  kind,
  name,
  hint,
  origins,
  signedContext,
  createdAt,
  createdBy,
  lastUsedAt,
  expiresAt,
}: Key): z.infer<typeof schema.sdkKeySchema> => ({
  id,
  kind,
  name,
  hint,
  origins,
  signedContext,
  createdAt,
  createdBy,
  lastUsedAt: lastUsedAt ?? null,
  expiresAt: expiresAt ?? null,
});

export function changeView(
  record: ChangeRecord,
  environments: readonly Environment[],
): z.infer<typeof schema.changeSchema> {
  const keys = new Map(environments.map(({ id, key }) => [id, key]));
  const { id, at, action, actor, reason, flag, segment, before, after, hash } = record;
  const environment = record.environmentId === undefined ? undefined : keys.get(record.environmentId);
  return {
    id,
    at,
    action,
    actor,
    ...(reason === undefined ? {} : { reason }),
    ...(environment === undefined ? {} : { environment }),
    ...(flag === undefined ? {} : { flag }),
    ...(segment === undefined ? {} : { segment }),
    before,
    after,
    versions: Object.fromEntries(
      Object.entries(record.versions).flatMap(([id, version]) => {
        const key = keys.get(id);
        return key === undefined ? [] : [[key, version]];
      }),
    ),
    hash,
  };
}

export const userView = ({ id, email, name, owner }: User): z.infer<typeof schema.userSchema> => ({
  id,
  email,
  name,
  owner,
});
