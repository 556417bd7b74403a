import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Condition, EvaluationContext, EvaluationDetails, FlagData, SegmentData } from "./flag.ts";

// The evaluation vectors as tests, for every package that evaluates. Not part of any bundle.

/** One case of `vectors/evaluation.json`, with everything that it needs. */
export interface EvaluationVector {
  topic: string;
  name: string;
  /** All flags and segments of the topic. */
  flags: FlagData[];
  segments: SegmentData[];
  flag: string;
  context: EvaluationContext;
  defaultValue: unknown;
  expected: EvaluationDetails<unknown>;
}

interface Topic {
  topic: string;
  flags?: Partial<FlagData>[];
  segments?: Partial<SegmentData>[];
  cases?: { flag: string; context: EvaluationContext; default: unknown; expect: object; because: string }[];
  conditions?: { condition: Condition; cases: { context: EvaluationContext; holds: boolean; because: string }[] }[];
}

interface Vectors {
  flagDefaults: FlagData;
  segmentDefaults: SegmentData;
  topics: Topic[];
}

const WHOLE = { flagMetadata: {} };

const HOLDS = { ...WHOLE, value: true, variant: "on", reason: "TARGETING_MATCH", ruleId: "rule" } as const;
const FAILS = { ...WHOLE, value: false, variant: "off", reason: "DEFAULT" } as const;

/** Reads the vectors, each with its defaults filled in. */
export function evaluationVectors(): EvaluationVector[] {
  // Not imported: a bundler would turn the attribute `__proto__` into a prototype.
  const url = new URL("../vectors/evaluation.json", import.meta.url);
  const { flagDefaults, segmentDefaults, topics }: Vectors = JSON.parse(readFileSync(url, "utf8"));
  return topics.flatMap(({ topic, flags = [], segments = [], cases = [], conditions = [] }) => [
    ...cases.map((one) => ({
      topic,
      name: `${one.flag} for ${JSON.stringify(one.context)}: ${one.because}`,
      flags: flags.map((flag) => ({ ...flagDefaults, ...flag })),
      segments: segments.map((segment) => ({ ...segmentDefaults, ...segment })),
      flag: one.flag,
      context: one.context,
      defaultValue: one.default,
      expected: { ...WHOLE, ...one.expect } as EvaluationDetails<unknown>,
    })),
    ...conditions.flatMap(({ condition, cases }) => {
      const rules = [{ id: "rule", conditions: [condition], serve: { variant: "on" } }];
      const flag = { ...flagDefaults, key: "condition", rules, fallthrough: { variant: "off" } };
      return cases.map(({ context, holds, because }) => ({
        topic,
        name: `${JSON.stringify(condition)} for ${JSON.stringify(context)}: ${because}`,
        flags: [flag],
        segments: [],
        flag: "condition",
        context,
        defaultValue: false,
        expected: holds ? HOLDS : FAILS,
      }));
    }),
  ]);
}

/**
 * Defines a test for each vector.
 * @param evaluate answers as the evaluator under test does. Its error messages are its own; all else must be equal
 */
export function testEvaluationVectors(
  evaluate: (vector: EvaluationVector) => EvaluationDetails<unknown> | Promise<EvaluationDetails<unknown>>,
): void {
  const vectors = evaluationVectors();
  for (const topic of new Set(vectors.map((vector) => vector.topic))) {
    describe(topic, () => {
      for (const vector of vectors.filter((one) => one.topic === topic)) {
        it(vector.name, async () => {
          const { errorMessage, ...answer } = await evaluate(vector);
          expect(answer).toEqual(vector.expected);
          if (answer.errorCode !== undefined) expect(errorMessage).toEqual(expect.any(String));
        });
      }
    });
  }
}
