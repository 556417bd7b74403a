import { Badge, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endSession, sessionsQuery } from "../api/people.ts";
import type { Session } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import rows from "../ui/rows.module.css";
import { say } from "../ui/say.ts";
import { browserWords } from "./browser-words.ts";

/** Where the person is signed in. */
export function Sessions() {
  const queries = useQueryClient();
  const query = useQuery(sessionsQuery);
  const ending = useMutation({
    mutationFn: ({ id }: Session) => endSession(id),
    onSuccess: () => queries.invalidateQueries(sessionsQuery),
    onError: ({ message }) => say({ title: "Not signed out", message, color: "orange" }),
  });
  return (
    <Panel title="Where you are signed in" query={query}>
      <ul className={rows.rows} aria-label="Sessions">
        {query.data?.map((session) => (
          <li key={session.id}>
            <div className={rows.main}>
              <strong>{browserWords(session.userAgent)}</strong>{" "}
              {session.current ? <Badge variant="light">this one</Badge> : null}
              <div className={rows.detail}>
                {session.address ? `${session.address} · ` : ""}since <Moment at={session.createdAt} /> · last seen{" "}
                <Moment at={session.lastSeenAt} />
              </div>
            </div>
            {session.current ? null : (
              <Button
                size="xs"
                variant="default"
                aria-label={`Sign out ${browserWords(session.userAgent)}`}
                loading={ending.isPending && ending.variables?.id === session.id}
                onClick={() => ending.mutate(session)}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
