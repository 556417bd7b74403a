import { randomInt, randomUUID } from "node:crypto";
import type { FlagType, Serve, Variant } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Flag, FlagConfiguration, Lifetime, Project } from "../storage/port.ts";

export interface FlagInput {
  key: string;
  type: FlagType;
  name?: string;
  description?: string;
  variants?: Variant[];
  tags?: string[];
  owner?: string;
  lifetime?: Lifetime;
  clientSide?: boolean;
}

const SALT_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const SALT_LENGTH = 7;

const newSalt = () =>
  Array.from({ length: SALT_LENGTH }, () => SALT_ALPHABET[randomInt(SALT_ALPHABET.length)]).join("");

/** @throws SwitchyardError INVALID_FLAG when a flag that is no boolean names no variants */
export function newFlag(project: Project, input: FlagInput): Flag {
  return {
    id: randomUUID(),
    projectId: project.id,
    key: input.key,
    name: input.name ?? "",
    description: input.description ?? "",
    type: input.type,
    variants: input.variants ?? defaultVariants(input),
    tags: input.tags ?? [],
    owner: input.owner ?? "",
    lifetime: input.lifetime ?? { kind: "temporary" },
    clientSide: input.clientSide ?? false,
    salt: newSalt(),
    archived: false,
    createdAt: Date.now(),
  };
}

function defaultVariants({ key, type }: FlagInput): Variant[] {
  if (type !== "boolean") {
    throw new SwitchyardError(
      "INVALID_FLAG",
      `variants must have at least 2 entries for a ${type} flag, ${key} has none: only a boolean flag has on and off by itself`,
    );
  }
  return [
    { key: "on", value: true },
    { key: "off", value: false },
  ];
}

/**
 * How a flag begins in an environment: disabled. A boolean flag that is enabled serves `on` to everyone through a
 * rollout at 100 %, so that on/off and the percentage are two separate things from the start.
 */
export function newConfiguration(flag: Flag, environmentId: string): FlagConfiguration {
  const [first] = flag.variants;
  const offVariant = flag.type === "boolean" ? "off" : (first?.key ?? "");
  const fallthrough: Serve =
    flag.type === "boolean"
      ? { rollout: { percentage: 100, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } }
      : { variant: offVariant };
  return {
    flagId: flag.id,
    environmentId,
    version: 0,
    enabled: false,
    offVariant,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough,
    updatedAt: Date.now(),
  };
}
