import { createContext, useContext, useEffect, useRef } from "react";
import type { LiveSocket, LiveStatus, Seen } from "./live-socket.ts";

export interface Live {
  status: LiveStatus;
  socket: LiveSocket | undefined;
}

export const LiveContext = createContext<Live>({ status: "connecting", socket: undefined });

export const useLive = () => useContext(LiveContext);

/** Asks for the receipts of one flag while the caller is on screen; they arrive in the receipts query. */
export function useWatch(project: string, environment: string, flag: string): void {
  const { socket } = useLive();
  useEffect(() => socket?.watch({ project, environment, flag }), [socket, project, environment, flag]);
}

/**
 * Asks for a flag's evaluations as they happen while the caller is on screen: `onSeen` is called at once with who was
 * asked, then whenever some came. What was seen before a reconnect is not told again.
 */
export function useLook(project: string, environment: string, flag: string, onSeen: (seen: Seen) => void): void {
  const { socket } = useLive();
  const latest = useRef(onSeen);
  useEffect(() => {
    latest.current = onSeen;
  });
  useEffect(
    () => socket?.look({ project, environment, flag }, (seen) => latest.current(seen)),
    [socket, project, environment, flag],
  );
}
