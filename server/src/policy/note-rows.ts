import type {
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

/** Where only an admin may write. */
interface AdminPlace {
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
  /** Keys that were revoked, whose environment only the change says. */
  hasRevokedKey: boolean;
  /** Rulesets that were read before anything was written. */
  rulesets: Map<string, Promise<Ruleset>>;
}

export const configurationKey = (environmentId: string, flagId: string) => `${environmentId} ${flagId}`;

/** A transaction that notes which rows are written through it, with what they were before. */
export function noteRows(tx: Transaction): { tx: Transaction; rows: NotedRows } {
  const rows: NotedRows = {
    flags: new Map(),
    configurations: new Map(),
    segments: new Map(),
    environments: new Map(),
    policies: new Map(),
    rollouts: new Map(),
    adminPlaces: [],
    hasRevokedKey: false,
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
  const seenSegments = new Map<string, Segment>();
  const seen = (segment: Segment) => seenSegments.set(segment.id, segment);

  const noting: Partial<Transaction> = {
    ruleset(environmentId) {
      const read = current.get(environmentId) ?? tx.ruleset(environmentId);
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
      rows.adminPlaces.push({ projectId: project.id });
      await tx.insertProject(project);
    },
    async updateProject(project) {
      rows.adminPlaces.push({ projectId: project.id });
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
      if (environment) rows.adminPlaces.push({ projectId: environment.projectId, environmentId: environment.id });
      await tx.insertKey(key, sha256);
    },
    async revokeKey(id, at) {
      rows.hasRevokedKey = true;
      await tx.revokeKey(id, at);
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

async function segmentById(reads: Reads, id: string): Promise<Segment | undefined> {
  for (const project of await reads.projects()) {
    const segment = (await reads.segments(project.id)).find((one) => one.id === id);
    if (segment !== undefined) return segment;
  }
  return undefined;
}
