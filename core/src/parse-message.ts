import type { EvaluationContext } from "./flag.ts";
import type { Applied, ContextChange, Have, Hello, SdkMessage } from "./messages.ts";

// What a server makes of an SDK's text frame. Everything here is untrusted: the answer is rebuilt field by
// field, so that nothing but what `messages.ts` names gets past this file.

/** Characters of a whole message; a context has to fit in it too. */
export const MAX_MESSAGE_LENGTH = 65_536;

/** A name or an id as people see it in receipts and logs: short, and no control characters. */
const LABEL = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,100}$/u;

export interface MessageProblem {
  /** Names the field, the rule and what was received; never repeats a key. */
  problem: string;
}

type Fields = Record<string, unknown>;

/**
 * Reads one message of an SDK. Never throws.
 *
 * @returns the message; what is wrong with it; or `undefined` for a type that this version doesn't know,
 *   which is to be ignored, as a newer SDK may send it.
 */
export function parseSdkMessage(text: string): SdkMessage | MessageProblem | undefined {
  if (text.length > MAX_MESSAGE_LENGTH) {
    return { problem: `a message may have ${MAX_MESSAGE_LENGTH} characters, this one has ${text.length}` };
  }
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { problem: `a message must be JSON, received ${describe(text)}` };
  }
  if (!isObject(message)) return expected("a message", "an object", message);
  switch (message.type) {
    case "hello":
      return readHello(message);
    case "applied":
      return readApplied(message);
    case "resync":
      return { type: "resync" };
    case "context":
      return readContext(message);
    default:
      return typeof message.type === "string" ? undefined : expected("type", "a string", message.type);
  }
}

function readHello({ protocol, sdk, instance, app, key, have, context, contextId }: Fields): Hello | MessageProblem {
  if (!isCount(protocol) || protocol === 0) return expected("hello.protocol", "an integer from 1", protocol);
  if (!isLabel(sdk)) return expected("hello.sdk", LABEL_RULE, sdk);
  if (!isLabel(instance)) return expected("hello.instance", LABEL_RULE, instance);

  const hello: Hello = { type: "hello", protocol, sdk, instance };
  if (app !== undefined) {
    if (!isLabel(app)) return expected("hello.app", LABEL_RULE, app);
    hello.app = app;
  }
  if (key !== undefined) {
    if (!isLabel(key)) return { problem: `hello.key must be ${LABEL_RULE}` };
    hello.key = key;
  }
  if (have !== undefined) {
    if (!isHave(have)) return expected("hello.have", "{ epoch: string, version: integer from 0 }", have);
    hello.have = { epoch: have.epoch, version: have.version };
  }
  if (context !== undefined) {
    if (!isContext(context)) return expected("hello.context", "an object", context);
    hello.context = context;
  }
  if (contextId !== undefined) {
    if (!isCount(contextId)) return expected("hello.contextId", "an integer from 0", contextId);
    hello.contextId = contextId;
  }
  return hello;
}

function readApplied({ version }: Fields): Applied | MessageProblem {
  return isCount(version) ? { type: "applied", version } : expected("applied.version", "an integer from 0", version);
}

function readContext({ context, contextId }: Fields): ContextChange | MessageProblem {
  if (!isContext(context)) return expected("context.context", "an object", context);
  if (contextId === undefined) return { type: "context", context };
  if (!isCount(contextId)) return expected("context.contextId", "an integer from 0", contextId);
  return { type: "context", context, contextId };
}

const LABEL_RULE = "1 to 100 characters, none of them a control character";

function isLabel(value: unknown): value is string {
  return typeof value === "string" && LABEL.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHave(value: unknown): value is Have {
  return isObject(value) && isLabel(value.epoch) && isCount(value.version);
}

// What the attributes hold is the evaluator's to judge: it is total on anything.
function isContext(value: unknown): value is EvaluationContext {
  return isObject(value);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function expected(name: string, rule: string, received: unknown): MessageProblem {
  return { problem: `${name} must be ${rule}, received ${describe(received)}` };
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
