import type { Configuration, FlagData, WorldData } from "@switchyard/core";
import { useQuery } from "@tanstack/react-query";
import { flagListQuery, segmentsQuery } from "../api/queries.ts";
import type { Flag, Segment } from "../api/types.ts";

/** What conditions can name: the project's flags, without archived ones, and its segments. */
export interface World {
  flags: readonly Flag[];
  segments: readonly Segment[];
  /** Names of attributes that some rule asks for already, to choose from. */
  attributes: readonly string[];
}

/** `undefined` until both lists are here. */
export function useWorld(project: string): World | undefined {
  const { data: list } = useQuery({ ...flagListQuery(project), select: toActive });
  const { data: segments } = useQuery(segmentsQuery(project));
  if (!list || !segments) return undefined;
  return { flags: list, segments, attributes: attributesIn(list, segments) };
}

const toActive = ({ flags }: { flags: Flag[] }) => flags.filter(({ archived }) => !archived);

function attributesIn(flags: readonly Flag[], segments: readonly Segment[]): string[] {
  const rules = [
    ...flags.flatMap(({ environments }) => Object.values(environments).flatMap((one) => one.rules)),
    ...segments.flatMap((one) => one.rules),
  ];
  const names = rules.flatMap(({ conditions }) =>
    conditions.flatMap(({ operator, attribute }) => (operator === "flagIs" || !attribute ? [] : [attribute])),
  );
  return [...new Set(["targetingKey", ...names])].sort();
}

/** A flag as the evaluator knows it. */
export function flagData({ key, type, variants, salt, clientSide }: Flag, configuration: Configuration): FlagData {
  const { enabled, offVariant, prerequisites, targets, rules, fallthrough } = configuration;
  const decisions = { enabled, offVariant, prerequisites, targets, rules, fallthrough };
  return { key, type, variants, salt, clientSide, ...decisions };
}

/** Flags and segments of one environment, as the evaluator knows them. */
export const worldData = ({ flags, segments }: World, environment: string): WorldData => ({
  flags: flags.flatMap((flag) => {
    const configuration = flag.environments[environment];
    return configuration ? [flagData(flag, configuration)] : [];
  }),
  segments,
});
