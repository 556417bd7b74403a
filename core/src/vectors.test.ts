import { describe, expect, it, vi } from "vitest";
import { compileRuleset, evaluateClientFlag, explain, getDetails, getValue, isEnabled, toClientFlag } from "./index.ts";
import { re2 } from "./re2.case.ts";
import { type EvaluationVector, evaluationVectors, testEvaluationVectors } from "./vectors.case.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

describe("getDetails", () => {
  testEvaluationVectors(({ flags, segments, flag, context, defaultValue }) =>
    getDetails(compileRuleset({ flags, segments }, { regex: re2 }), flag, context, defaultValue),
  );
});

describe("the other ways to ask", () => {
  const vectors = evaluationVectors();

  it("has at least 400 vectors", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(400);
  });

  it("getValue, isEnabled and explain agree with getDetails", () => {
    for (const vector of vectors) askOtherwise(vector);
  });

  it("a browser gets the same answers from what the server sends", () => {
    for (const vector of vectors) askInBrowser(vector);
  });
});

function askOtherwise(vector: EvaluationVector): void {
  const { flags, segments, flag, context, defaultValue, expected } = vector;
  const ruleset = compileRuleset({ flags, segments }, { regex: re2 });
  expect(getValue(ruleset, flag, context, defaultValue), vector.name).toEqual(expected.value);
  if (typeof defaultValue === "boolean") {
    expect(isEnabled(ruleset, flag, context, defaultValue)).toBe(expected.value);
  }
  const { details } = explain(ruleset, flag, context);
  if (expected.errorCode === undefined) expect(details).toEqual(expected);
  else if (expected.errorCode !== "TYPE_MISMATCH") expect(details.errorCode).toBe(expected.errorCode);
}

function askInBrowser({ name, flags, segments, flag, context, expected }: EvaluationVector): void {
  const clientSide = flags.map((one) => ({ ...one, clientSide: true }));
  const ruleset = compileRuleset({ flags: clientSide, segments }, { regex: re2 });
  const sent = toClientFlag(ruleset, flag, context);
  if (sent === undefined) {
    expect(expected.errorCode).toBe("FLAG_NOT_FOUND");
    return;
  }
  const overTheWire = JSON.parse(JSON.stringify(sent.flag));
  const { variant, value, reason, errorCode } = evaluateClientFlag(overTheWire, context);
  // The browser knows its caller's default, and compares types with it by itself.
  if (expected.errorCode === "TYPE_MISMATCH") return;
  expect({ variant, reason, errorCode }, name).toEqual({
    variant: expected.variant,
    reason: expected.reason,
    errorCode: expected.errorCode,
  });
  if (errorCode === undefined) expect(value).toEqual(expected.value);
}
