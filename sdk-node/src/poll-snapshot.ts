import type { Platform } from "@switchyard/core/client";
import { refusalOf, request } from "./request.ts";
import type { SocketTarget } from "./socket.ts";

/** Asks for `/v1/snapshot`, and for nothing while it is what was taken last. */
export function createPoll({ url, sdkKey, sdk }: SocketTarget): NonNullable<Platform["poll"]> {
  const address = besideStream(url, "snapshot");
  let etag: string | undefined;
  return (answered, failed) => {
    const headers = {
      authorization: `Bearer ${sdkKey}`,
      "user-agent": `switchyard-${sdk}`,
      ...(etag === undefined ? {} : { "if-none-match": etag }),
    };
    return request(address, { method: "GET", headers }, (answer) => {
      if (!("status" in answer)) failed(answer);
      else if (answer.status === 304) answered();
      else if (answer.status === 200) etag = answered(answer.text) ? answer.headers.etag : undefined;
      else failed(refusalOf(answer));
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
