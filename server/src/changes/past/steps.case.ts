import type { Condition, Configuration } from "@switchyard/core";
import fc from "fast-check";
import { SYSTEM } from "../../auth/identity.ts";
import { configureFlag } from "../../flags/configure-flag.ts";
import { createFlag } from "../../flags/create-flag.ts";
import { killFlag } from "../../flags/kill-flag.ts";
import { restoreFlag } from "../../flags/restore-flag.ts";
import { updateFlag } from "../../flags/update-flag.ts";
import { createEnvironment } from "../../projects/create-environment.ts";
import { deleteSegment } from "../../segments/delete-segment.ts";
import { saveSegment } from "../../segments/save-segment.ts";
import type { Storage } from "../../storage/port.ts";

// What people do to a project, at random. Some of it is refused, because another flag needs it for example.

export type Step = (storage: Storage) => Promise<unknown>;

const AUTHOR = { actor: SYSTEM };

const flag = fc.constantFrom("a", "b", "c", "d");
const segment = fc.constantFrom("s", "t");
const environment = fc.constantFrom("development", "production");
const variant = fc.constantFrom("on", "off");

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    attribute: fc.constant("plan"),
    operator: fc.constant("equals" as const),
    values: fc.tuple(fc.string()),
  }),
  fc.record({ operator: fc.constant("inSegment" as const), values: fc.tuple(segment) }),
  fc.record({ attribute: flag, operator: fc.constant("flagIs" as const), values: fc.tuple(variant) }),
);

const configuration: fc.Arbitrary<Configuration> = fc.record({
  enabled: fc.boolean(),
  offVariant: variant,
  prerequisites: fc.array(fc.record({ flag, variants: fc.tuple(variant) }), { maxLength: 1 }),
  targets: fc.array(fc.record({ variant, keys: fc.array(fc.string(), { maxLength: 2 }) }), { maxLength: 1 }),
  rules: fc.array(
    fc.record({
      id: fc.constant("r"),
      conditions: fc.array(condition, { maxLength: 2 }),
      serve: fc.record({ variant }),
    }),
    { maxLength: 1 },
  ),
  fallthrough: fc.record({ variant }),
});

const PATCHES = [
  { name: "another" },
  { clientSide: true },
  { clientSide: false, tags: ["x"] },
  { archived: true },
  { archived: true, clientSide: true },
  { archived: false },
  {
    variants: [
      { key: "on", value: true, name: "On" },
      { key: "off", value: false },
    ],
  },
];

export const project = "default";

export const step: fc.Arbitrary<Step> = fc.oneof(
  flag.map(
    (key): Step =>
      (storage) =>
        createFlag(storage, AUTHOR, { project }, { key, type: "boolean" }),
  ),
  {
    weight: 4,
    arbitrary: fc.tuple(flag, environment, configuration).map(
      ([flag, environment, next]): Step =>
        (storage) =>
          configureFlag(storage, AUTHOR, { project, environment, flag }, "any", next),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(flag, fc.constantFrom(...PATCHES)).map(
      ([flag, patch]): Step =>
        (storage) =>
          updateFlag(storage, AUTHOR, { project, flag }, patch),
    ),
  },
  fc.tuple(flag, environment).map(
    ([flag, environment]): Step =>
      (storage) =>
        killFlag(storage, AUTHOR, { project, environment, flag }),
  ),
  fc.tuple(flag, environment).map(
    ([flag, environment]): Step =>
      (storage) =>
        restoreFlag(storage, AUTHOR, { project, environment, flag }),
  ),
  fc
    .tuple(segment, fc.array(condition, { maxLength: 1 }), fc.array(fc.string(), { maxLength: 2 }))
    .map(([segment, conditions, includedKeys]): Step => {
      const input = { rules: [{ conditions }], includedKeys, excludedKeys: ["never"] };
      return (storage) => saveSegment(storage, AUTHOR, { project, segment }, input);
    }),
  segment.map(
    (segment): Step =>
      (storage) =>
        deleteSegment(storage, AUTHOR, { project, segment }),
  ),
);

export const lateEnvironment: Step = (storage) =>
  createEnvironment(storage, AUTHOR, { project }, { key: "late", protected: false });
