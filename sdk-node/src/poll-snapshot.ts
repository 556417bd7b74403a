import { ENVIRONMENT_HEADER } from "@switchyard/core";
import type { Poll } from "@switchyard/core/client/recovery";
import { refusalOf, request } from "./request.ts";
import type { SocketTarget } from "./socket.ts";

/** Asks for `/v1/snapshot`, and for nothing while it is what was taken last. */
export function createPoll({ url, sdkKey, sdk, answered }: SocketTarget): Poll {
  const address = besideStream(url, "snapshot");
  return (etag) => {
    const headers = {
      authorization: `Bearer ${sdkKey}`,
      "user-agent": `switchyard-${sdk}`,
      ...(etag === undefined ? {} : { "if-none-match": etag }),
    };
    return new Promise((resolve, reject) => {
      request(address, { method: "GET", headers }, (answer) => {
        if ("headers" in answer) answered(answer.headers[ENVIRONMENT_HEADER]);
        if (!("status" in answer)) reject(answer);
        else if (answer.status === 304) resolve({});
        // Whoever answers all paths with its start page is no server of ours: the stream's line says so already.
        else if (/^text\/html/.test(`${answer.headers["content-type"]}`)) reject({ reason: "a page was answered" });
        else if (answer.status === 200) resolve({ text: answer.text, etag: answer.headers.etag });
        else reject(refusalOf(answer));
      });
    });
  };
}

/** `/v1/…` over HTTP, from the address of the stream. */
export function besideStream(stream: URL, name: "snapshot" | "report"): URL {
  const url = new URL(stream);
  url.protocol = stream.protocol.replace("ws", "http");
  url.pathname = stream.pathname.replace(/stream$/, name);
  return url;
}
