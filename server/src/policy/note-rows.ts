import type {
  ApiToken,
  Environment,
  Flag,
  FlagConfiguration,
  Policy,
  Reads,
  Rollout,
  Ruleset,
  Segment,
  Transaction,
} from "../storage/port.ts";

/** A row before the first write to it and after the last one. */
export interface Noted<Row> {
  before: Row | undefined;
  after: Row | undefined;
}

/** Where only an admin may write, and what was written there. */
interface AdminPlace {
  what: "the project" | "SDK keys" | "webhooks" | "triggers" | "robots";
  projectId: string;
  environmentId?: string;
}

/** Everything that a transaction wrote and that somebody must be allowed to write. */
export interface NotedRows {
  /** By id. */
  flags: Map<string, Noted<Flag>>;
  /** By environment id and flag id. */
  configurations: Map<string, Noted<FlagConfiguration>>;
  /** By id. */
  segments: Map<string, Noted<Segment>>;
  /** By id. */
  environments: Map<string, Noted<Environment>>;
  /** By environment id. */
  policies: Map<string, Noted<Policy | "damaged">>;
  /** Guarded rollouts, by id. */
  rollouts: Map<string, Noted<Rollout>>;
  adminPlaces: AdminPlace[];
  /** Rulesets that were read before anything was written. */
  rulesets: Map<string, Promise<Ruleset>>;
}

export const configurationKey = (environmentId: string, flagId: string) => `${environmentId} ${flagId}`;

/**
 * A transaction that notes which rows are written through it, with what they were before.
 *
 * @param unwritten reads a ruleset as it was before the transaction wrote anything
 */
export function noteRows(
  tx: Transaction,
  unwritten: Transaction["ruleset"] = (environmentId) => tx.ruleset(environmentId),
): { tx: Transaction; rows: NotedRows } {
  const rows: NotedRows = {
    flags: new Map(),
    configurations: new Map(),
    segments: new Map(),
    environments: new Map(),
    policies: new Map(),
    rollouts: new Map(),
    adminPlaces: [],
    rulesets: new Map(),
  };
  let hasWritten = false;
  /** Rulesets of now, until the next write: a check after the other need not read everything again. */
  let current = rows.rulesets;

  async function note<Row>(
    noted: Map<string, Noted<Row>>,
    key: string,
    before: () => Promise<Row | undefined>,
    after: Row | undefined,
  ): Promise<void> {
    if (!noted.has(key)) noted.set(key, { before: await before(), after });
    const entry = noted.get(key);
    if (entry) entry.after = after;
    hasWritten = true;
    current = new Map();
  }
  const findEnvironment = async ({ projectId, id }: Environment) =>
    (await tx.environments(projectId)).find((one) => one.id === id);
  const place = (what: AdminPlace["what"], { projectId, id }: { projectId: string; id?: string }) =>
    rows.adminPlaces.push({ what, projectId, ...(id === undefined ? {} : { environmentId: id }) });
  /** Of what is named by its id only. */
  async function placeWhere(what: AdminPlace["what"], isThere: (environment: Environment) => Promise<boolean>) {
    for (const environment of await tx.allEnvironments()) if (await isThere(environment)) place(what, environment);
  }
  async function placeRobot(token: ApiToken) {
    const stored = await tx.apiToken(token.id);
    for (const one of [stored, token]) if (one?.projectId) place("robots", { projectId: one.projectId });
  }
  const seenSegments = new Map<string, Segment>();
  const seen = (segment: Segment) => seenSegments.set(segment.id, segment);

  const noting: Partial<Transaction> = {
    ruleset(environmentId) {
      const read = current.get(environmentId) ?? (hasWritten ? tx.ruleset(environmentId) : unwritten(environmentId));
      if (!hasWritten) rows.rulesets.set(environmentId, read);
      current.set(environmentId, read);
      return read;
    },
    async segment(projectId, key) {
      const segment = await tx.segment(projectId, key);
      if (segment) seen(segment);
      return segment;
    },
    async segments(projectId) {
      const segments = await tx.segments(projectId);
      segments.forEach(seen);
      return segments;
    },
    async insertProject(project) {
      rows.adminPlaces.push({ what: "the project", projectId: project.id });
      await tx.insertProject(project);
    },
    async updateProject(project) {
      rows.adminPlaces.push({ what: "the project", projectId: project.id });
      await tx.updateProject(project);
    },
    async insertEnvironment(environment) {
      await note(rows.environments, environment.id, async () => undefined, environment);
      await tx.insertEnvironment(environment);
    },
    async updateEnvironment(environment) {
      await note(rows.environments, environment.id, () => findEnvironment(environment), environment);
      await tx.updateEnvironment(environment);
    },
    async insertFlag(flag) {
      await note(rows.flags, flag.id, async () => undefined, flag);
      await tx.insertFlag(flag);
    },
    async updateFlag(flag) {
      await note(rows.flags, flag.id, () => tx.flag(flag.projectId, flag.key), flag);
      await tx.updateFlag(flag);
    },
    async putConfiguration(configuration) {
      const { environmentId, flagId } = configuration;
      const key = configurationKey(environmentId, flagId);
      await note(rows.configurations, key, () => tx.configuration(flagId, environmentId), configuration);
      await tx.putConfiguration(configuration);
    },
    async putSegment(segment) {
      await note(rows.segments, segment.id, () => tx.segment(segment.projectId, segment.key), segment);
      await tx.putSegment(segment);
    },
    async deleteSegment(id) {
      await note(rows.segments, id, async () => seenSegments.get(id) ?? (await segmentById(tx, id)), undefined);
      await tx.deleteSegment(id);
    },
    async insertKey(key, sha256) {
      const environment = (await tx.allEnvironments()).find(({ id }) => id === key.environmentId);
      if (environment) place("SDK keys", environment);
      await tx.insertKey(key, sha256);
    },
    async revokeKey(id, at) {
      await placeWhere("SDK keys", async (environment) => has(await tx.keys(environment.id), id));
      await tx.revokeKey(id, at);
    },
    async expireKey(id, at) {
      await placeWhere("SDK keys", async (environment) => has(await tx.keys(environment.id), id));
      await tx.expireKey(id, at);
    },
    async insertTrigger(trigger, sha256) {
      place("triggers", { projectId: trigger.projectId, id: trigger.environmentId });
      await tx.insertTrigger(trigger, sha256);
    },
    async revokeTrigger(id, at) {
      await placeWhere("triggers", async (environment) => has(await tx.triggers(environment.id), id));
      await tx.revokeTrigger(id, at);
    },
    async putWebhook(webhook) {
      // One that is moved belonged to somebody, too.
      for (const { projectId, id } of await tx.webhooks()) if (id === webhook.id) place("webhooks", { projectId });
      place("webhooks", { projectId: webhook.projectId });
      await tx.putWebhook(webhook);
    },
    async deleteWebhook(id) {
      for (const webhook of await tx.webhooks())
        if (webhook.id === id) place("webhooks", { projectId: webhook.projectId });
      await tx.deleteWebhook(id);
    },
    async insertApiToken(token, sha256) {
      await placeRobot(token);
      await tx.insertApiToken(token, sha256);
    },
    async updateApiToken(token) {
      await placeRobot(token);
      await tx.updateApiToken(token);
    },
    async rotateApiToken(token, sha256) {
      await placeRobot(token);
      await tx.rotateApiToken(token, sha256);
    },
    async putPolicy(policy) {
      await note(rows.policies, policy.environmentId, () => tx.policy(policy.environmentId), policy);
      await tx.putPolicy(policy);
    },
    async putRollout(rollout) {
      await note(rows.rollouts, rollout.id, () => tx.rollout(rollout.id), rollout);
      await tx.putRollout(rollout);
    },
  };
  // Whatever else a transaction can do passes.
  return { tx: Object.assign(Object.create(tx), noting) as Transaction, rows };
}

const has = (rows: readonly { id: string }[], id: string) => rows.some((row) => row.id === id);

async function segmentById(reads: Reads, id: string): Promise<Segment | undefined> {
  for (const project of await reads.projects()) {
    const segment = (await reads.segments(project.id)).find((one) => one.id === id);
    if (segment !== undefined) return segment;
  }
  return undefined;
}
