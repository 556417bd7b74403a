import {
  describe,
  expected,
  type Fields,
  HAVE_RULE,
  isContext,
  isCount,
  isHave,
  isLabel,
  isObject,
  LABEL_RULE,
  type MessageProblem,
  readHave,
} from "./message-checks.ts";
import type { Applied, ContextChange, Hello, SdkMessage } from "./messages.ts";
import { readGuards } from "./parse-guards.ts";
import { readEvaluations, readReport } from "./parse-report.ts";

// What a server makes of an SDK's text frame. Everything here is untrusted: the answer is rebuilt field by
// field, so that nothing but what `messages.ts` names gets past this file.

/** Characters of a whole message; a context has to fit in it too. */
export const MAX_MESSAGE_LENGTH = 65_536;

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
    case "report":
      return harmless(readReport(message));
    case "guards":
      return harmless(readGuards(message));
    case "evaluations":
      return harmless(readEvaluations(message));
    default:
      return typeof message.type === "string" ? undefined : expected("type", "a string", message.type);
  }
}

function readHello({ protocol, sdk, instance, app, key, have, ...whom }: Fields): Hello | MessageProblem {
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
    if (!isHave(have)) return expected("hello.have", HAVE_RULE, have);
    hello.have = readHave(have);
  }
  if (whom.context !== undefined) {
    if (!isContext(whom.context)) return expected("hello.context", "an object", whom.context);
    hello.context = whom.context;
  }
  return addWhom(hello, "hello", whom);
}

function readApplied({ version }: Fields): Applied | MessageProblem {
  return isCount(version) ? { type: "applied", version } : expected("applied.version", "an integer from 0", version);
}

function readContext({ context, ...whom }: Fields): ContextChange | MessageProblem {
  if (!isContext(context)) return expected("context.context", "an object", context);
  return addWhom({ type: "context", context }, "context", whom);
}

/** What both say of their context. How long a token may be is for who verifies it to say. */
function addWhom<Message extends Hello | ContextChange>(message: Message, name: string, { contextId, token }: Fields) {
  if (contextId !== undefined) {
    if (!isCount(contextId)) return expected(`${name}.contextId`, "an integer from 0", contextId);
    message.contextId = contextId;
  }
  if (token !== undefined) {
    if (typeof token !== "string") return { problem: `${name}.token must be a string` };
    message.token = token;
  }
  return message;
}

const harmless = <Message extends SdkMessage>(read: Message | MessageProblem) =>
  "problem" in read ? { ...read, harmless: true as const } : read;
