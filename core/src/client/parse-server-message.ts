import type { ServerMessage } from "../messages/messages.ts";

type Fields = Record<string, unknown>;

/** Told from a problem by this field alone: its name, which the browser bundle shortens, must not be asked for as a text. */
type Parsed<Flag> = ServerMessage<Flag> & { problem?: undefined };

/**
 * Reads one message of the server. Never throws. Judges what the store relies on: what a flag or a segment holds is
 * its compiler's to judge, so that a bad flag fails alone. Kept tiny, as the browser bundle carries it.
 *
 * @returns the message; what is wrong with it; or `undefined` for a type that this version doesn't know,
 *   which is to be ignored, as a newer server may send it
 */
export function parseServerMessage<Flag>(text: string): Parsed<Flag> | { problem: string } | undefined {
  try {
    const message = JSON.parse(text);
    const valid = isValid(message);
    return valid === false ? { problem: `bad ${message.type}` } : valid && message;
  } catch (error) {
    return { problem: `${error}` };
  }
}

/** `undefined` when the type is not known. Throws on what is no object, and on lists that are none. */
function isValid({
  type,
  version,
  epoch,
  stamp = "",
  from,
  to,
  flags,
  removed,
  afterMs,
}: Message): boolean | undefined {
  switch (type) {
    case "current":
      return isCount(version);
    case "snapshot":
      return isCount(version) && isText(epoch) && isText(stamp) && flags.every(hasKey);
    case "changes":
      return isCount(from) && isCount(to) && isText(stamp) && flags.every(hasKey) && removed.flags.every(isText);
    case "goaway":
      return isCount(afterMs);
    default:
      return isText(type) ? undefined : false;
  }
}

/** What JSON may hold in place of a list has no `every`. */
interface Message extends Fields {
  flags: unknown[];
  removed: { flags: unknown[] };
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === "string";
const hasKey = (item: unknown) => isText((item as Fields).key);
