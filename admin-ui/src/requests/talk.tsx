import type { ChangeRequestDetail } from "../api/types.ts";
import { Linked } from "../ui/linked.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import rows from "../ui/rows.module.css";
import { eventWords } from "./request-words.ts";

/** Who said and did what, from the beginning. */
export function Talk({ events }: { events: ChangeRequestDetail["events"] }) {
  return (
    <Panel title="What was said">
      <ol className={rows.rows}>
        {events.map((event) => (
          <li key={`${event.at} ${event.kind} ${event.actor.id}`}>
            <div className={rows.main}>
              <strong>{event.actor.name}</strong> {eventWords(event)}
              {event.text ? (
                <div dir="auto">
                  <Linked text={event.text} />
                </div>
              ) : null}
            </div>
            <span className={rows.detail}>
              <Moment at={event.at} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
