import { type Configuration, compileRuleset, type FlagData, getDetails, type JsonValue } from "@switchyard/core";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { applyOperations } from "../operations/apply.ts";
import type { Operation } from "../operations/operation.ts";
import { regex } from "../regex.ts";
import type { Authority } from "../storage/authority.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Author } from "../storage/port.ts";
import { assess, nextOf } from "./assess.ts";
import { given, NOW, ramp } from "./given.case.ts";

// Some seconds, but a busy machine makes it many.
vi.setConfig({ testTimeout: 120_000 });

const DEFAULT = { project: "default" };
const RUNS = process.env.SWITCHYARD_LONG ? 1_500 : 60;

const FLAGS = ["a", "b", "c"];
const KEYS = ["ann", "bob", "eve"];
const variant = fc.constantFrom("on", "off");
const percentage = fc.constantFrom(0, 5, 25, 50, 100);

/** Conditions on the context, a segment, and the flags before this one. */
const condition = (below: readonly string[]) =>
  fc.oneof(
    fc.record({
      attribute: fc.constant("plan"),
      operator: fc.constant("equals" as const),
      values: fc.subarray(["pro", "free"], { minLength: 1 }),
      negate: fc.boolean(),
    }),
    fc.record({
      operator: fc.constantFrom("inSegment" as const, "notInSegment" as const),
      values: fc.constant<JsonValue[]>(["beta"]),
      negate: fc.boolean(),
    }),
    ...below.map((attribute) =>
      fc.record({
        attribute: fc.constant(attribute),
        operator: fc.constant("flagIs" as const),
        values: fc.subarray(["on", "off"], { minLength: 1, maxLength: 1 }),
        negate: fc.boolean(),
      }),
    ),
  );

const serve = fc.oneof(
  variant.map((one) => ({ variant: one })),
  percentage.map(ramp),
);

function configurationOf(key: string) {
  const below = FLAGS.slice(0, FLAGS.indexOf(key));
  return fc.record({
    enabled: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
    offVariant: fc.integer({ min: 0, max: 9 }).map((n) => (n > 0 ? "off" : "on")),
    prerequisites:
      below.length === 0
        ? fc.constant<Configuration["prerequisites"]>([])
        : fc.array(fc.record({ flag: fc.constantFrom(...below), variants: variant.map((one) => [one]) }), {
            maxLength: 1,
          }),
    targets: fc.array(fc.record({ variant, keys: fc.subarray(KEYS, { minLength: 1, maxLength: 1 }) }), {
      maxLength: 1,
    }),
    rules: fc
      .array(fc.record({ conditions: fc.array(condition(below), { minLength: 1, maxLength: 2 }), serve }), {
        maxLength: 2,
      })
      .map((rules) => rules.map((rule, at) => ({ id: `r${at}`, ...rule }))),
    fallthrough: serve,
  });
}

const segment = fc.record({
  rules: fc.array(
    fc.record({
      conditions: fc.array(
        condition([]).filter(({ operator }) => operator === "equals"),
        { minLength: 1, maxLength: 1 },
      ),
    }),
    { maxLength: 1 },
  ),
  includedKeys: fc.subarray(KEYS),
  excludedKeys: fc.subarray(KEYS, { maxLength: 1 }),
});

const place = (flag: string) => ({ environment: "production", flag });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.constantFrom(...FLAGS).chain((flag) =>
    fc.oneof(
      configurationOf(flag).map((configuration) => ({
        kind: "configure" as const,
        ...place(flag),
        seen: "any" as const,
        configuration,
      })),
      percentage.map((to) => ({ kind: "ramp" as const, ...place(flag), seen: "any" as const, percentage: to })),
      fc.constantFrom<Operation>(
        { kind: "enable", ...place(flag), seen: "any" },
        { kind: "disable", ...place(flag), seen: "any" },
        { kind: "restore", ...place(flag), seen: "any" },
        { kind: "archiveFlag", flag },
        { kind: "unarchiveFlag", flag },
        { kind: "updateFlag", flag, patch: { clientSide: true } },
        { kind: "updateFlag", flag, patch: { clientSide: false, name: "Another name" } },
      ),
    ),
  ),
  segment.map((input) => ({ kind: "saveSegment" as const, segment: "beta", input })),
);

/** May edit what is the whole project's, and only lower in production. */
async function editorAndResponder({ base }: Awaited<ReturnType<typeof given>>): Promise<Author> {
  const project = must(await base.project("default"));
  const { id } = must(await base.environment(project.id, "production"));
  const authority: Authority = { roleAt: (_, environment) => (environment === id ? "responder" : "editor") };
  return { actor: { kind: "user", id: "u-1", name: "Rae" }, authority };
}

const CONTEXTS = ["ann", "bob", "eve", "someone", undefined].flatMap((targetingKey) =>
  ["pro", "free", undefined].map((plan) => ({ ...(targetingKey && { targetingKey }), ...(plan && { plan }) })),
);

it("whatever a responder gets through, nobody who had the safe variant gets another; and the preview says what gets through", async () => {
  const world = await given({ now: () => NOW });
  const { base, storage } = world;
  const rae = await editorAndResponder(world);
  const admin: Author = { ...rae, authority: { roleAt: () => "admin" } };
  const project = must(await base.project("default"));
  const production = must(await base.environment(project.id, "production"));
  await applyOperations(base, admin, DEFAULT, [
    { kind: "saveSegment", segment: "beta", input: { rules: [], includedKeys: [], excludedKeys: [] } },
  ]);
  for (const key of FLAGS) await world.addFlag(key);
  const rulesetNow = async () => base.ruleset(production.id);
  const told = { passed: 0, held: 0, invalid: 0 };

  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...FLAGS.map(configurationOf)),
      segment,
      fc.array(operation, { minLength: 1, maxLength: 3 }),
      async (configurations, beta, operations) => {
        const before = configurations.map((configuration, at) => ({
          kind: "configure" as const,
          ...place(must(FLAGS[at])),
          seen: "any" as const,
          configuration,
        }));
        const back = FLAGS.map((flag): Operation => ({ kind: "unarchiveFlag", flag }));
        await applyOperations(base, admin, DEFAULT, [
          ...back,
          { kind: "saveSegment", segment: "beta", input: beta },
          ...before,
        ]);
        const then = await rulesetNow();
        const expected = await assess(storage, rae, DEFAULT, operations, () => NOW).then(nextOf, () => "invalid");
        const result = await applyOperations(storage, rae, DEFAULT, operations).then(
          () => "save",
          ({ code }) => (code === "FORBIDDEN" ? "ask" : "invalid"),
        );
        expect(result).toBe(expected);
        if (result === "invalid") told.invalid += 1;
        if (result === "ask") told.held += 1;
        const now = await rulesetNow();
        if (result !== "save") {
          expect(now).toEqual(then);
          return;
        }
        told.passed += 1;
        const [was, is] = [compileRuleset(then, { regex }), compileRuleset(now, { regex })];
        for (const { key, offVariant } of then.flags as FlagData[]) {
          for (const context of CONTEXTS) {
            const had = getDetails(was, key, context, false).variant;
            if (had === offVariant) expect(getDetails(is, key, context, false).variant, key).toBe(had);
          }
        }
      },
    ),
    { numRuns: RUNS },
  );
  // The promise would be empty if next to nothing got through, or everything.
  expect(told.passed).toBeGreaterThan(RUNS / 20);
  expect(told.held).toBeGreaterThan(RUNS / 20);
  expect(told.invalid).toBeLessThan(RUNS * 0.8);
});
