import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_MESSAGE_LENGTH, parseSdkMessage } from "./parse-message.ts";

const hello = { type: "hello", protocol: 1, sdk: "node/0.1.0", instance: "i-1" };
const parse = (message: unknown) => parseSdkMessage(JSON.stringify(message));

describe("what is taken", () => {
  test.each([
    hello,
    { ...hello, app: "billing worker (größe)", have: { epoch: "e", version: 0 } },
    { ...hello, have: { epoch: "e", version: 1, stamp: "0123456789abcdef" } },
    { ...hello, key: "sw_client_x", context: { targetingKey: "u", deep: { list: [1, null] } } },
    { ...hello, context: {}, contextId: 0 },
    { ...hello, key: "sw_client_x", token: "a.b.c" },
    { type: "applied", version: 412 },
    { type: "resync" },
    { type: "context", context: {} },
    { type: "context", context: {}, contextId: 7, token: "" },
  ])("%j", (message) => {
    expect(parse(message)).toEqual(message);
  });

  test("only what the protocol names: fields from the future are dropped", () => {
    expect(parse({ ...hello, have: { epoch: "e", version: 1, mood: "good" }, mood: "good" })).toEqual({
      ...hello,
      have: { epoch: "e", version: 1 },
    });
    expect(parse({ type: "resync", mood: "good" })).toEqual({ type: "resync" });
  });

  test("types from the future are ignored", () => {
    expect(parse({ type: "mood", good: true })).toBeUndefined();
    expect(parse({ type: "__proto__" })).toBeUndefined();
    expect(parse({ type: "constructor" })).toBeUndefined();
  });
});

describe("what is refused names the field, the rule and what came", () => {
  test.each([
    ["", 'a message must be JSON, received ""'],
    ['{"type":"hel', 'a message must be JSON, received "{\\"type\\":\\"hel"'],
    ["null", "a message must be an object, received null"],
    ["[1]", "a message must be an object, received an array"],
    ["{}", "type must be a string, received nothing"],
    ['{"type":7}', "type must be a string, received 7"],
    ['{"type":"applied"}', "applied.version must be an integer from 0, received nothing"],
    ['{"type":"applied","version":-1}', "applied.version must be an integer from 0, received -1"],
    ['{"type":"applied","version":1e300}', "applied.version must be an integer from 0, received 1e+300"],
    ['{"type":"applied","version":"4"}', 'applied.version must be an integer from 0, received "4"'],
    ['{"type":"context","context":[]}', "context.context must be an object, received an array"],
    ['{"type":"context","context":{},"contextId":"7"}', 'context.contextId must be an integer from 0, received "7"'],
  ])("%s", (text, problem) => {
    expect(parseSdkMessage(text)).toEqual({ problem });
  });

  const label = "1 to 100 characters, none of them a control character";
  test.each([
    [{ protocol: 0 }, "hello.protocol must be an integer from 1, received 0"],
    [{ protocol: 1.5 }, "hello.protocol must be an integer from 1, received 1.5"],
    [{ sdk: "" }, `hello.sdk must be ${label}, received ""`],
    [{ instance: "a\nb" }, `hello.instance must be ${label}, received "a\\nb"`],
    [{ instance: "right\u202eleft" }, `hello.instance must be ${label}, received "right\u202eleft"`],
    [{ app: "x".repeat(101) }, `hello.app must be ${label}, received "${"x".repeat(59)}…`],
    [{ app: null }, `hello.app must be ${label}, received null`],
    [
      { have: { epoch: "e" } },
      "hello.have must be { epoch: string, version: integer from 0, stamp?: string }, received an object",
    ],
    [
      { have: { epoch: "e", version: 1, stamp: 1 } },
      "hello.have must be { epoch: string, version: integer from 0, stamp?: string }, received an object",
    ],
    [{ have: null }, "hello.have must be { epoch: string, version: integer from 0, stamp?: string }, received null"],
    [{ contextId: -1 }, "hello.contextId must be an integer from 0, received -1"],
    [{ contextId: null }, "hello.contextId must be an integer from 0, received null"],
    [{ context: "u" }, 'hello.context must be an object, received "u"'],
  ])("hello with %j", (fields, problem) => {
    expect(parse({ ...hello, ...fields })).toEqual({ problem });
  });

  test("a key or a token is never repeated", () => {
    expect(parse({ ...hello, key: "sw_client_secret\n" })).toEqual({ problem: `hello.key must be ${label}` });
    expect(parse({ ...hello, token: ["secret"] })).toEqual({ problem: "hello.token must be a string" });
  });

  test("a message that is too long is not even read", () => {
    const text = JSON.stringify({ type: "context", context: { a: "x".repeat(MAX_MESSAGE_LENGTH) } });
    expect(parseSdkMessage(text)).toEqual({
      problem: `a message may have 65536 characters, this one has ${text.length}`,
    });
  });
});

test("nothing makes it throw, and what it takes it takes again", () => {
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("hello", "applied", "context", 1, "e", { epoch: "e", version: 1 }),
  );
  const message = fc.record(
    {
      type: field,
      protocol: field,
      sdk: field,
      instance: field,
      app: field,
      key: field,
      have: field,
      context: field,
      contextId: field,
      token: field,
      version: field,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        message.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const result = parseSdkMessage(text);
        if (result && !("problem" in result)) expect(parse(result)).toEqual(result);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(() => parseSdkMessage("[".repeat(60_000))).not.toThrow();
  expect(() => parseSdkMessage(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`)).not.toThrow();
});
