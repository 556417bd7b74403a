import type { Closed } from "@switchyard/core/client";

/** The server's address, from that of its stream. */
export const serverOf = (stream: URL): string => stream.href.replace(/^ws/, "http").replace(/\/v1\/stream$/, "");

/** What happened, what it means for answers, and what to do about it. */
export function describeOutage({ code, reason }: Closed, stream: URL): string {
  const server = serverOf(stream);
  const address = `${server}/v1/stream`;
  switch (code) {
    case 4401:
      return `${server} refuses this SDK key (401): check that it is a server key of the right environment and not revoked; trying again every 5 minutes`;
    case 4403:
      return `${server} forbids this connection (403): ${reason}; trying again every 5 minutes`;
    // Who answers every path with a page of its own answers this one with 200.
    case 4200:
    case 4404:
      return `nothing at ${address} (${code - 4000}): is \`url\` the address of a Switchyard server?`;
    default:
      return `no connection to ${server}: ${reason}; flags answer with what was last known, or defaults; trying again`;
  }
}
