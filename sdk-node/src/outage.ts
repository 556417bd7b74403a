import type { Closed } from "@switchyard/core/client";

/** What happened, what it means for answers, and what to do about it. */
export function describeOutage({ code, reason }: Closed, origin: string): string {
  switch (code) {
    case 4401:
      return `${origin} refuses this SDK key (401): check that it is a server key of the right environment and not revoked; trying again every 5 minutes`;
    case 4403:
      return `${origin} forbids this connection (403): ${reason}; trying again every 5 minutes`;
    case 4404:
      return `nothing at ${origin}/v1/stream (404): is \`url\` the address of a Switchyard server?`;
    default:
      return `no connection to ${origin}: ${reason}; flags answer with what was last known, or defaults; trying again`;
  }
}
