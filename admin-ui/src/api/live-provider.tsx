import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { LiveContext } from "./live-context.ts";
import { LiveSocket, type LiveStatus } from "./live-socket.ts";
import { receiptsQuery } from "./queries.ts";
import type { LiveEvent } from "./types.ts";

/** Keeps what is on screen true: what someone else changes is fetched again as soon as the server says so. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>("connecting");
  const [socket, setSocket] = useState<LiveSocket>();

  useEffect(() => {
    let wasLive = false;
    const opened = new LiveSocket({
      url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/live`,
      onEvent: (event) => apply(queries, event),
      onStatus: (next) => {
        setStatus(next);
        // Whatever happened while the line was down was not heard.
        if (next === "live" && wasLive) void queries.invalidateQueries();
        if (next === "live") wasLive = true;
        // The socket is refused without saying why; the session tells whether it was that.
        if (next === "offline") void queries.invalidateQueries({ queryKey: ["session"] });
      },
    });
    setSocket(opened);
    return () => opened.close();
  }, [queries]);

  const live = useMemo(() => ({ status, socket }), [status, socket]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** What requests, schedules and policies are shown from: none of them is a change that SDKs would hear of. */
const GOVERNED = new Set(["inbox", "request", "requests", "schedules", "calendar", "freezes", "policy"]);

function apply(queries: QueryClient, event: LiveEvent): void {
  if (event.type === "receipts") {
    queries.setQueryData(receiptsQuery(event.project, event.environment, event.flag).queryKey, event.receipts);
  } else if (event.type === "news") {
    void queries.invalidateQueries({ queryKey: [event.about, event.project, event.environment] });
  } else if (event.type === "inbox") {
    const concerned = (key: unknown) => typeof key === "string" && GOVERNED.has(key);
    void queries.invalidateQueries({
      queryKey: ["project", event.project],
      predicate: ({ queryKey }) => concerned(queryKey[2]),
    });
  } else if (event.type === "changed") {
    void queries.invalidateQueries({ queryKey: ["project", event.project] });
    void queries.invalidateQueries({ queryKey: ["projects"] });
    void queries.invalidateQueries({ queryKey: ["rollouts", event.project] });
  }
}
