import { SUBPROTOCOL } from "@switchyard/core";
import type { Platform } from "@switchyard/core/client";

/** @param base of the server's paths for SDKs, `http(s)://…/v1/` */
export const browserPlatform = (base: string): Platform => ({
  open(events) {
    const socket = new WebSocket(`${base.replace(/^http/, "ws")}stream`, SUBPROTOCOL);
    socket.onopen = events.opened;
    socket.onmessage = ({ data }) => events.received(data);
    socket.onclose = events.closed;
    return socket;
  },
  timer(call, ms) {
    const handle: { unref?(): void } | number = setTimeout(call, ms);
    // On a server that renders pages, it keeps no process alive.
    (handle as { unref?(): void }).unref?.();
    return () => clearTimeout(handle as number);
  },
  random: Math.random,
  // The server says what is current every 15 s, as a page can't see pings.
  silenceMs: 35_000,
});
