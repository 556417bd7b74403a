import { createContext, useContext, useEffect } from "react";
import type { LiveSocket, LiveStatus } from "./live-socket.ts";

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
