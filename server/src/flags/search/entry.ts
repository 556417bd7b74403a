import type { Serve } from "@switchyard/core";
import type { Flag, FlagConfiguration } from "../../storage/port.ts";
import { fold } from "./fold.ts";

/** What searching and sorting need to know of a flag: small, so that thousands can be kept. */
export interface FlagEntry {
  id: string;
  key: string;
  type: Flag["type"];
  archived: boolean;
  createdAt: number;
  /** The last change of the flag in any environment. */
  updatedAt: number;
  /** Day from which on it should be gone, and whether it should be one day. */
  temporary: boolean;
  expectedRemoval: string | undefined;
  /** Folded. */
  title: string;
  text: string;
  owner: string;
  tags: string[];
  /** By environment id. An environment whose configuration can't be read is absent. */
  states: ReadonlyMap<string, { state: "on" | "off" | "killed"; ramping: boolean }>;
}

export function entryOf(flag: Flag, configurations: readonly FlagConfiguration[]): FlagEntry {
  const { id, key, type, archived, createdAt, lifetime } = flag;
  return {
    id,
    key,
    type,
    archived,
    createdAt,
    updatedAt: Math.max(createdAt, ...configurations.map(({ updatedAt }) => updatedAt)),
    temporary: lifetime.kind === "temporary",
    expectedRemoval: lifetime.kind === "temporary" ? lifetime.expectedRemoval : undefined,
    title: fold(`${key} ${flag.name}`),
    text: fold([key, flag.name, flag.description, ...flag.tags].join("\n")),
    owner: fold(flag.owner),
    tags: flag.tags.map(fold),
    states: new Map(configurations.map((one) => [one.environmentId, stateOf(one)])),
  };
}

function stateOf({ killed, enabled, fallthrough, rules }: FlagConfiguration) {
  if (killed) return { state: "killed" as const, ramping: false };
  if (!enabled) return { state: "off" as const, ramping: false };
  return { state: "on" as const, ramping: isRamp(fallthrough) || rules.some(({ serve }) => isRamp(serve)) };
}

/** Some have it and some don't yet. */
const isRamp = (serve: Serve) => "rollout" in serve && serve.rollout.percentage > 0 && serve.rollout.percentage < 100;
