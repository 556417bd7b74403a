import { isAtLeast } from "@switchyard/core/governance";
import { percent, rampPercentage, sentence } from "@switchyard/core/words";
import {
  IconFlag,
  IconOctagonMinusFilled,
  IconPalette,
  IconPlugConnected,
  IconPlus,
  IconRestore,
  IconTrendingUp,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import type { Command } from "./command.ts";

export interface Action {
  id: string;
  label: string;
  detail?: string;
  icon: ComponentType<{ size?: number; stroke?: number; color?: string; "aria-hidden"?: boolean }>;
  danger?: boolean;
  run: () => void;
}

interface FlagDoes {
  kill: (flag: Flag, environment: string) => void;
  ramp: (flag: Flag, environment: string, percentage: number) => void;
  restore: (flag: Flag, configuration: Configuration) => void;
  open: (flag: Flag, environment?: string) => void;
}

/** How many actions are offered for the flags that were found: the first flag in every environment, then the others. */
const MOST = 12;

/** What a command can mean, most likely first. `environments` in the order in which they are offered. */
export function flagActions(
  command: Command,
  flags: readonly Flag[],
  environments: readonly Environment[],
  does: FlagDoes,
): Action[] {
  if (command.verb === "open" && command.words === "") return [];
  const needed = { open: "viewer", kill: "responder", ramp: "editor", restore: "editor" } as const;
  const named = command.environment ? [command.environment] : environments;
  const where = named.filter(({ role }) => isAtLeast(role, needed[command.verb]));
  // The flags may still be those of the letters before.
  const words = command.words.toLowerCase().split(/\s+/);
  const found = flags.filter(({ archived, key, name, tags }) => {
    const text = [key, name, ...tags].join(" ").toLowerCase();
    return !archived && words.every((word) => text.includes(word));
  });
  if (command.verb === "open") return found.map((flag) => opening(flag, does));
  return found.flatMap((flag) => where.flatMap(({ key }) => flagAction(command, flag, key, does) ?? [])).slice(0, MOST);
}

const opening = (flag: Flag, does: FlagDoes): Action => ({
  id: `open ${flag.key}`,
  label: flag.key,
  ...(flag.name && flag.name !== flag.key ? { detail: flag.name } : {}),
  icon: IconFlag,
  run: () => does.open(flag),
});

function flagAction(command: Command, flag: Flag, environment: string, does: FlagDoes): Action | undefined {
  const configuration = flag.environments[environment];
  if (!configuration) return undefined;
  const id = `${command.verb} ${flag.key} ${environment}`;
  const detail = sentence(flag, configuration, environment);
  if (command.verb === "restore") {
    if (!configuration.killed) return undefined;
    const run = () => does.restore(flag, configuration);
    return { id, label: `Restore ${flag.key} in ${environment}`, detail, icon: IconRestore, run };
  }
  if (command.verb === "kill") {
    if (configuration.killed) return undefined;
    const run = () => does.kill(flag, environment);
    return { id, label: `Kill ${flag.key} in ${environment}`, detail, icon: IconOctagonMinusFilled, danger: true, run };
  }
  if (rampPercentage(flag, configuration) === undefined) return undefined;
  const { percentage } = command;
  if (percentage === undefined) {
    const run = () => does.open(flag, environment);
    return { id, label: `Ramp ${flag.key} in ${environment}…`, detail, icon: IconTrendingUp, run };
  }
  const run = () => does.ramp(flag, environment, percentage);
  return {
    id,
    label: `Ramp ${flag.key} to ${percent(percentage)} in ${environment}`,
    detail,
    icon: IconTrendingUp,
    run,
  };
}

interface GeneralDoes {
  pages: { label: string; open: () => void }[];
  /** Absent for who may not. */
  create: (() => void) | undefined;
  connect: () => void;
  theme: (scheme: "light" | "dark" | "auto") => void;
}

/** What has nothing to do with one flag: found by any of its words. */
export function generalActions(query: string, { pages, create, connect, theme }: GeneralDoes): Action[] {
  const all: Action[] = [
    ...(create ? [{ id: "create flag", label: "Create a flag", icon: IconPlus, run: create }] : []),
    ...pages.map(({ label, open }) => ({ id: `go ${label}`, label: `Go to ${label}`, icon: IconFlag, run: open })),
    { id: "connect", label: "Connect an application", icon: IconPlugConnected, run: connect },
    { id: "theme light", label: "Theme: light", icon: IconPalette, run: () => theme("light") },
    { id: "theme dark", label: "Theme: dark", icon: IconPalette, run: () => theme("dark") },
    { id: "theme system", label: "Theme: like the system", icon: IconPalette, run: () => theme("auto") },
  ];
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}
