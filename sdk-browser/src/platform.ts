import { SUBPROTOCOL } from "@switchyard/core";
import type { Platform } from "@switchyard/core/client";

const timer: Platform["timer"] = (call, ms) => {
  const handle: { unref?(): void } | number = setTimeout(call, ms);
  // On a server that renders pages, it keeps no process alive.
  (handle as { unref?(): void }).unref?.();
  return () => clearTimeout(handle as number);
};

/** @param url of the server, `http(s)://…` */
export function browserPlatform(url: string): Platform {
  return {
    open(events) {
      const socket = new WebSocket(url.replace(/^http/, "ws").replace(/\/*$/, "/v1/stream"), SUBPROTOCOL);
      socket.onopen = events.opened;
      socket.onmessage = ({ data }) => events.received(data);
      socket.onclose = events.closed;
      return {
        send: (text) => socket.send(text),
        close: () => socket.close(),
      };
    },
    timer,
    random: Math.random,
    // The server says what is current every 15 s, as a page can't see pings.
    silenceMs: 35_000,
  };
}

/** Calls when the network is back or the page is looked at again, until `signal` aborts. */
export function watchWakeUps(wake: () => void, signal: AbortSignal) {
  for (const event of ["online", "visibilitychange"]) {
    globalThis.addEventListener?.(event, () => globalThis.document?.hidden || wake(), { signal });
  }
}
