import type { Have, ReportRequest } from "@switchyard/core";
import { besideStream } from "../poll-snapshot.ts";
import { request } from "../request.ts";
import type { SocketTarget } from "../socket.ts";

/** Reports by plain requests, for as long as the stream can't be had. @param self who reports, and what it evaluates with */
export function createPost(
  { url, sdkKey, sdk }: Omit<SocketTarget, "answered">,
  self: () => Pick<ReportRequest, "sdk" | "instance" | "app"> & { applied: Have | undefined },
): (part: Pick<ReportRequest, "report" | "guards">, done: (taken: boolean) => void) => void {
  const address = besideStream(url, "report");
  const headers = { authorization: `Bearer ${sdkKey}`, "user-agent": `switchyard-${sdk}` };
  return (part, done) => {
    const body = JSON.stringify({ ...self(), ...part });
    request(address, { method: "POST", headers, body }, (answer) => {
      // A report that the server can't read will not be read later either.
      done("status" in answer && (answer.status < 300 || answer.status === 400));
    });
  };
}
