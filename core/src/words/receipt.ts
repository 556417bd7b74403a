import { duration } from "./duration.ts";

interface Counted {
  connected: number;
  confirmed: number;
  p99Ms: number | null;
}

const sdks = (count: number) => (count === 1 ? "SDK" : "SDKs");

/** The receipt in one line; it claims only what SDKs said themselves. */
export function receiptWords({ connected, confirmed, p99Ms }: Counted): string {
  if (connected === 0) return "No SDK is connected";
  const time = confirmed > 0 && p99Ms !== null ? ` in ${duration(p99Ms)}` : "";
  return `${confirmed} of ${connected} ${sdks(connected)} confirmed${time}`;
}

/** What to make of it. `answer` is what people get after a kill, such as "off". */
export function receiptMeaning({ connected, confirmed }: Counted, answer?: string): string {
  if (connected === 0)
    return answer ? `The flag is ${answer} for whoever connects.` : "Whoever connects gets this version.";
  const missing = connected - confirmed;
  if (missing === 0) return `Every connected SDK now answers with this version${answer ? `: ${answer}` : ""}.`;
  return `Waiting for ${missing} more. What has not confirmed may still answer as before.`;
}
