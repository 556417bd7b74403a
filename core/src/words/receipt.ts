import { duration } from "./duration.ts";

interface Counted {
  connected: number;
  confirmed: number;
  p99Ms: number | null;
  /** Instances of server nodes that fell silent. @default 0 */
  unknown?: number;
}

const sdks = (count: number) => (count === 1 ? "SDK" : "SDKs");

/** The receipt in one line; it claims only what SDKs said themselves. */
export function receiptWords({ connected, confirmed, p99Ms, unknown = 0 }: Counted): string {
  const more = unknown > 0 ? `; of ${unknown} more nothing is known` : "";
  if (connected === 0) return `No SDK is connected${more}`;
  const time = confirmed > 0 && p99Ms !== null ? ` in ${duration(p99Ms)}` : "";
  return `${confirmed} of ${connected} ${sdks(connected)} confirmed${time}${more}`;
}

/** What to make of it. `answer` is what people get after a kill, such as "off". */
export function receiptMeaning({ connected, confirmed, unknown = 0 }: Counted, answer?: string): string {
  const missing = connected - confirmed;
  if (missing === 0 && unknown > 0)
    return `Nothing is heard of ${unknown} ${sdks(unknown)} of a server node that fell silent: they may still answer as before.`;
  if (connected === 0) return answer ? `Whoever connects gets ${answer}.` : "Whoever connects gets this version.";
  if (missing === 0) return `Every connected SDK now answers with this version${answer ? `: ${answer}` : ""}.`;
  return `Waiting for ${missing} more. What has not confirmed may still answer as before.`;
}
