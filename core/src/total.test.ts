import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import * as arbitrary from "./arbitrary.case.ts";
import { damaged, hostileContext } from "./hostile.case.ts";
import {
  compileRuleset,
  evaluateClientFlag,
  explain,
  findProblems,
  getDetails,
  getValue,
  isEnabled,
  type Ruleset,
  toClientFlag,
  updateRuleset,
  usersOf,
} from "./index.ts";
import { re2 } from "./re2.case.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

const regex = re2;

describe("evaluation is total", () => {
  it("on hostile contexts", () => {
    const anything = fc.array(hostileContext, { minLength: 20, maxLength: 20 });
    const total = fc.property(arbitrary.world, anything, ({ flags, segments }, contexts) => {
      const clientSide = flags.map((flag) => ({ ...flag, clientSide: true }));
      const ruleset = compileRuleset({ flags: clientSide, segments }, { regex });
      for (const make of contexts) {
        const context = make();
        for (const key of arbitrary.flagKeys) {
          const details = getDetails(ruleset, key, context, false);
          expect(details.errorCode).not.toBe("GENERAL");
          expect(isEnabled(ruleset, key, context)).toBe(details.value);
          expect(getValue(ruleset, key, context, false)).toBe(details.value);
          expect(() => JSON.stringify(explain(ruleset, key, context))).not.toThrow();
          const sent = toClientFlag(ruleset, key, context as never);
          expect(() => evaluateClientFlag(sent?.flag as never, context as never)).not.toThrow();
          agreesInBrowser(ruleset, key, context);
        }
      }
    });
    fc.assert(total, { numRuns: 60, seed: 13 });
  });

  it("on keys that are no keys", () => {
    const ruleset = compileRuleset({ flags: [], segments: [] });
    for (const key of [undefined, null, Symbol("s"), 5, {}, "__proto__", "constructor"]) {
      expect(getDetails(ruleset, key as string, {}, true)).toMatchObject({ value: true, errorCode: "FLAG_NOT_FOUND" });
    }
  });
});

describe("compiling is total", () => {
  it("on damaged flags and segments: the others answer as before", () => {
    const both = arbitrary.world.chain((world) => fc.tuple(fc.constant(world), damaged(world), arbitrary.context));
    const alone = fc.property(both, ([world, makeHurt, context]) => {
      const hurt = makeHurt();
      const bystander = { ...world.flags[0], key: "bystander", prerequisites: [], rules: [] } as never;
      const before = compileRuleset({ ...world, flags: [...world.flags, bystander] }, { regex });
      const flags = Array.isArray(hurt.flags) ? [...hurt.flags, bystander] : hurt.flags;
      const after = compileRuleset({ ...hurt, flags }, { regex });
      for (const key of arbitrary.flagKeys) getDetails(after, key, context, false);
      if (Array.isArray(flags)) {
        expect(getDetails(after, "bystander", context, false)).toEqual(getDetails(before, "bystander", context, false));
      }
      for (const { problem } of after.broken) expect(problem).toEqual(expect.any(String));

      const { ruleset } = updateRuleset(before, { ...hurt, removed: { flags: [] } }, { regex });
      for (const key of arbitrary.flagKeys) getDetails(ruleset, key, context, false);
      for (const flag of Array.isArray(hurt.flags) ? hurt.flags : []) findProblems(flag, world, { regex });
      if (Array.isArray(hurt.flags) && Array.isArray(hurt.segments)) usersOf(hurt, { flag: "f0", variant: "on" });
    });
    fc.assert(alone, { numRuns: 250, seed: 14 });
  });

  it("well-formed flags and segments compile without a problem", () => {
    const sound = fc.property(arbitrary.world, (world) => {
      const { broken } = compileRuleset(world, { regex });
      expect(broken).toEqual([]);
    });
    fc.assert(sound, { numRuns: 200, seed: 15 });
  });

  it("one bad flag among 1,000 leaves 999 answers as before", () => {
    const [template] = fc.sample(arbitrary.world, { numRuns: 1, seed: 16 });
    const flags = Array.from({ length: 1000 }, (_, i) => ({ ...template?.flags[i % 4], key: `flag-${i}` })) as never[];
    const segments = template?.segments ?? [];
    const people = fc.sample(arbitrary.context, { numRuns: 20, seed: 17 });
    const whole = compileRuleset({ flags, segments }, { regex });
    const bad = flags.map((flag, i) =>
      i === 500 ? { ...(flag as object), enabled: true, killed: false, salt: 7 } : flag,
    );
    const hurt = compileRuleset({ flags: bad as never[], segments }, { regex });
    expect(hurt.broken.map(({ key }) => key)).toEqual(["flag-500"]);
    for (const person of people) {
      for (let i = 0; i < 1000; i++) {
        const answer = getDetails(hurt, `flag-${i}`, person, false);
        if (i === 500) expect(answer).toMatchObject({ value: false, reason: "ERROR", errorCode: "PARSE_ERROR" });
        else expect(answer).toEqual(getDetails(whole, `flag-${i}`, person, false));
      }
    }
  });
});

/** A browser's context has been through JSON; what JSON can't carry never gets to be asked about. */
function agreesInBrowser(ruleset: Ruleset, key: string, context: unknown): void {
  let overTheWire: unknown;
  try {
    overTheWire = JSON.parse(JSON.stringify(context));
  } catch {
    return;
  }
  const sent = toClientFlag(ruleset, key, overTheWire as never);
  const { errorCode } = getDetails(ruleset, key, overTheWire, undefined);
  expect(evaluateClientFlag(sent?.flag as never, overTheWire as never).errorCode).toBe(errorCode);
}
