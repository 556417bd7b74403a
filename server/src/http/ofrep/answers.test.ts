import {
  compileRuleset,
  type EvaluationContext,
  type FlagData,
  getDetails,
  type Report,
  type Ruleset,
} from "@switchyard/core";
import { context, world } from "@switchyard/core/arbitrary.case";
import fc, { type Arbitrary } from "fast-check";
import { expect, it } from "vitest";
import type { KeyKind } from "../../storage/port.ts";
import { Answers } from "./answers.ts";
import { FlagCounts } from "./flag-counts.ts";

const EVENT_STREAMS = ',"eventStreams":[{"type":"sse","url":"http://localhost/ofrep/v1/stream"}]';

// Answers are put together from pieces that were written once. Here they are compared with what `JSON.stringify` makes of the
// evaluator's details.

/** Flags as they come, of all types and with all sorts of text, some of them damaged. */
const flags = fc
  .tuple(world, fc.infiniteStream(fc.tuple(fc.boolean(), values(), fc.integer({ max: 9, min: 0 }))))
  .map(([{ flags: made, segments }, more]) => ({
    segments,
    flags: [
      ...made,
      ...made.map((flag): FlagData => ({ ...flag, key: `plain-${flag.key}`, prerequisites: [], rules: [] })),
    ].map((flag): FlagData => {
      const [clientSide, [type, on, off], damage] = more.next().value;
      const variants = [
        { key: "on", value: on },
        { key: "off", value: off },
      ] as FlagData["variants"];
      return { ...flag, clientSide, type, variants, ...(damage === 0 && { salt: "no salt" }) };
    }),
  }));

function values(): Arbitrary<[FlagData["type"], unknown, unknown]> {
  const of = (type: FlagData["type"], value: Arbitrary<unknown>) => fc.tuple(fc.constant(type), value, value);
  const text = fc.string({ unit: "grapheme" });
  return fc.oneof(
    of("boolean", fc.boolean()),
    of("string", text),
    of("number", fc.double({ noNaN: true, noDefaultInfinity: true })),
    of("object", fc.dictionary(fc.string(), fc.jsonValue())),
  );
}

interface Expected {
  key: string;
  variant?: string;
}

/** The same answer by another way. */
function expected(ruleset: Ruleset, key: string, asked: EvaluationContext, kind: KeyKind): Expected {
  const { value, variant, reason, ruleId, errorCode, errorMessage, flagMetadata } = getDetails(
    ruleset,
    key,
    asked,
    undefined,
  );
  if (variant === undefined) {
    const isSaid = errorCode === "PARSE_ERROR" || errorCode === "TARGETING_KEY_MISSING";
    const isTold = kind === "server" || errorCode === "TARGETING_KEY_MISSING";
    const errorDetails = isTold && errorMessage !== undefined ? errorMessage : `flag ${key} can't be evaluated`;
    const failure = { key, errorCode: isSaid ? errorCode : "GENERAL", errorDetails };
    return failure;
  }
  const isFailed = reason === "PREREQUISITE_FAILED";
  const metadata: Record<string, unknown> =
    kind === "server" ? { ...flagMetadata } : { ...(flagMetadata.killed === true && { killed: true }) };
  if (isFailed) metadata.prerequisiteFailed = true;
  if (kind === "server" && ruleId !== undefined) metadata.ruleId = ruleId;
  const rest = Object.keys(metadata).length > 0 ? { metadata } : {};
  const answer = { key, reason: isFailed ? "DEFAULT" : reason, variant, value, ...rest };
  return answer;
}

it("are byte for byte what JSON.stringify makes of the whole answer, the first time and when it is kept, and all are counted", () => {
  const seen = { varying: 0, notAscii: 0, failed: 0 };
  const contexts = fc.array(context, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(flags, contexts, fc.constantFrom<KeyKind>("server", "client"), (data, people, kind) => {
      const ruleset = compileRuleset(data);
      const counts = new FlagCounts("e", "server");
      const answers = new Answers(ruleset, kind, counts);
      const keys = data.flags.filter(({ clientSide }) => kind === "server" || clientSide).map(({ key }) => key);
      const given = new Map<string, number>();
      const texts = new Set<string>();
      for (const [index, person] of people.entries()) {
        const whole = keys.sort().map((key) => expected(ruleset, key, person, kind));
        const text = JSON.stringify({ flags: whole });
        texts.add(text);
        for (let again = 0; again < 3; again += 1) {
          const body = answers.give(answers.bulk(`${index}`, person), EVENT_STREAMS);
          expect(`${body}`).toBe(`${text.slice(0, -1)}${EVENT_STREAMS}}`);
          if (answers.isAscii) expect(Buffer.byteLength(`${body}`)).toBe(`${body}`.length);
          else seen.notAscii += 1;
          for (const { key, variant = null } of whole) add(given, `${key} ${variant}`);
        }
        for (const one of whole) {
          const { json, isAscii } = answers.single(one.key, person);
          expect(json).toBe(JSON.stringify(one));
          if (isAscii) expect(Buffer.byteLength(json)).toBe(json.length);
          if (one.variant === undefined) seen.failed += 1;
          add(given, `${one.key} ${one.variant ?? null}`);
        }
      }
      if (texts.size > 1) seen.varying += 1;
      expect(counted(counts)).toEqual(given);
    }),
    { numRuns: 300 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});

function counted(counts: FlagCounts): Map<string, number> {
  const all = new Map<string, number>();
  const take = (_: unknown, { evaluations }: Report) => {
    for (const { flag, variant, count } of evaluations) add(all, `${flag} ${variant}`, count);
  };
  counts.report({ take, onStored: () => () => {} }, new Map());
  return all;
}

const add = (counts: Map<string, number>, key: string, count = 1) => counts.set(key, (counts.get(key) ?? 0) + count);
