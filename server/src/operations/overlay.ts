import { flagData } from "../storage/flag-data.ts";
import type { Flag, FlagConfiguration, Reads, Rollout, Ruleset, Segment, Transaction } from "../storage/port.ts";

type Writes = Pick<
  Transaction,
  "insertFlag" | "updateFlag" | "putConfiguration" | "putSegment" | "deleteSegment" | "putRollout"
>;

export interface Overlay {
  /** Shows what was written to it over what it stands on, and writes nothing further. */
  tx: Transaction;
  /** Writes all that was written, in the same order. */
  replay(on: Transaction): Promise<void>;
}

/**
 * A transaction for flags, segments and guarded rollouts that keeps its writes to itself, so that several operations can be tried, judged and
 * described before any of them is written. It reads each environment's ruleset once, however many operations are
 * checked against it.
 */
export function overlay(reads: Reads): Overlay {
  const log: ((on: Transaction) => Promise<void>)[] = [];
  const flags = new Map<string, Flag>();
  const known = new Map<string, Flag>();
  const knownSegments = new Map<string, Segment>();
  const configurations = new Map<string, FlagConfiguration>();
  const segments = new Map<string, Segment | { deleted: Segment }>();
  const rollouts = new Map<string, Rollout>();
  const rulesets = new Map<string, Promise<Ruleset>>();
  const at = (flagId: string, environmentId: string) => `${flagId} ${environmentId}`;
  const newest = (configuration: FlagConfiguration) =>
    configurations.get(at(configuration.flagId, configuration.environmentId)) ?? configuration;
  const written = ({ id }: Flag) => flags.get(id);
  const know = (flag: Flag) => {
    known.set(flag.id, flag);
    return flag;
  };

  const overlaid: Partial<Reads> & Writes = {
    async flags(projectId) {
      const stored = await reads.flags(projectId);
      const ids = new Set(stored.map(({ id }) => id));
      const made = [...flags.values()].filter((flag) => flag.projectId === projectId && !ids.has(flag.id));
      return [...stored.map((flag) => written(flag) ?? flag), ...made].map(know);
    },
    async flag(projectId, key) {
      const made = [...flags.values()].find((flag) => flag.projectId === projectId && flag.key === key);
      const flag = made ?? (await reads.flag(projectId, key));
      return flag && know(flag);
    },
    async configuration(flagId, environmentId) {
      return configurations.get(at(flagId, environmentId)) ?? (await reads.configuration(flagId, environmentId));
    },
    async configurations(flagId) {
      const stored = (await reads.configurations(flagId)).map(newest);
      const made = [...configurations.values()].filter((one) => one.flagId === flagId && !stored.includes(one));
      return [...stored, ...made];
    },
    async allConfigurations(projectId) {
      const stored = (await reads.allConfigurations(projectId)).map(newest);
      const made = [...configurations.values()].filter(
        (one) => known.get(one.flagId)?.projectId === projectId && !stored.includes(one),
      );
      return [...stored, ...made];
    },
    async segment(projectId, key) {
      const made = [...segments.values()].find((one) => !("deleted" in one) && isOf(one, projectId, key));
      if (made !== undefined) return made as Segment;
      const stored = await reads.segment(projectId, key);
      if (stored === undefined || segments.has(stored.id)) return undefined;
      knownSegments.set(stored.id, stored);
      return stored;
    },
    async segments(projectId) {
      const stored = await reads.segments(projectId);
      const kept = stored.filter(({ id }) => !segments.has(id));
      return [...kept, ...[...segments.values()].flatMap((one) => ("deleted" in one ? [] : one))];
    },
    // Nothing is damaged of what was deleted here, though the log does not know yet.
    async changes(filter) {
      const isDeleted = [...segments.values()].some((one) => "deleted" in one && one.deleted.key === filter.segment);
      return isDeleted ? [] : reads.changes(filter);
    },
    async ruleset(environmentId) {
      const read = rulesets.get(environmentId) ?? reads.ruleset(environmentId);
      rulesets.set(environmentId, read);
      const base = await read;
      const touched = [...known.values()].filter(
        ({ id }) => flags.has(id) || configurations.has(at(id, environmentId)),
      );
      const replaced = new Set(touched.map(({ key }) => key));
      const data = await Promise.all(
        touched.map(async ({ id, archived }) => {
          const flag = flags.get(id) ?? known.get(id);
          const configuration =
            configurations.get(at(id, environmentId)) ?? (await reads.configuration(id, environmentId));
          return archived || !flag || !configuration ? [] : flagData(flag, configuration);
        }),
      );
      const saved = [...segments.values()];
      const gone = new Set(saved.map((one) => ("deleted" in one ? one.deleted.key : one.key)));
      return {
        ...base,
        flags: [...base.flags.filter(({ key }) => !replaced.has(key)), ...data.flat()],
        segments: [
          ...base.segments.filter(({ key }) => !gone.has(key)),
          ...saved.flatMap((one) => ("deleted" in one ? [] : one)),
        ],
      };
    },
    async rollout(id) {
      return rollouts.get(id) ?? (await reads.rollout(id));
    },
    async rollouts(environmentId, flagId) {
      return (await reads.rollouts(environmentId, flagId)).map((rollout) => rollouts.get(rollout.id) ?? rollout);
    },
    async insertFlag(flag) {
      log.push((on) => on.insertFlag(flag));
      flags.set(know(flag).id, flag);
    },
    async updateFlag(flag) {
      log.push((on) => on.updateFlag(flag));
      flags.set(know(flag).id, flag);
    },
    async putConfiguration(configuration) {
      log.push((on) => on.putConfiguration(configuration));
      const { flagId, environmentId } = configuration;
      configurations.set(at(flagId, environmentId), configuration);
    },
    async putSegment(segment) {
      log.push((on) => on.putSegment(segment));
      segments.set(segment.id, segment);
    },
    async putRollout(rollout) {
      log.push((on) => on.putRollout(rollout));
      rollouts.set(rollout.id, rollout);
    },
    async deleteSegment(id) {
      const deleted = segments.get(id) ?? knownSegments.get(id);
      log.push((on) => on.deleteSegment(id));
      if (deleted) segments.set(id, "deleted" in deleted ? deleted : { deleted });
    },
  };

  return {
    tx: Object.assign(Object.create(reads), overlaid) as Transaction,
    async replay(on) {
      for (const write of log) await write(on);
    },
  };
}

const isOf = (segment: Segment, projectId: string, key: string) =>
  segment.projectId === projectId && segment.key === key;
