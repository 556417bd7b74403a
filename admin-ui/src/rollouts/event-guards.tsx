import { Autocomplete, Button, CloseButton, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { eventsQuery } from "../api/usage.ts";
import type { Place } from "../api/writes.ts";
import classes from "./event-guards.module.css";
import type { EventGuard, EventHarm } from "./plan-draft.ts";

interface EventGuardsProps {
  place: Place;
  events: EventGuard[];
  onChange: (events: EventGuard[]) => void;
}

const HARMS: { value: EventHarm; label: string }[] = [
  { value: "more", label: "happens more often per request" },
  { value: "higher", label: "has higher values" },
  { value: "lower", label: "has lower values" },
];

/** Events that applications track, as guards; those that came lately are offered. */
export function EventGuards({ place, events, onChange }: EventGuardsProps) {
  const { data } = useQuery(eventsQuery(place.project, place.environment));
  const known = (data?.events ?? []).map(({ event }) => event);
  const edit = (at: number, change: Partial<EventGuard>) =>
    onChange(events.map((one, place) => (place === at ? { ...one, ...change } : one)));
  return (
    <div>
      <ul className={classes.events}>
        {events.map(({ event, harm }, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: an event is edited, and others have no identity
            key={at}
          >
            <Autocomplete
              label={`Event ${at + 1}`}
              data={known}
              maxLength={100}
              spellCheck={false}
              autoCapitalize="none"
              value={event}
              onChange={(next) => edit(at, { event: next })}
            />
            <NativeSelect
              label="is harm when it"
              aria-label={`Event ${at + 1} is harm when it`}
              value={harm}
              data={HARMS}
              onChange={({ currentTarget: { value } }) => edit(at, { harm: value as EventHarm })}
            />
            <CloseButton
              aria-label={`Remove event ${at + 1}`}
              onClick={() => onChange(events.filter((_, place) => place !== at))}
            />
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="xs"
        disabled={events.length >= 6}
        onClick={() => onChange([...events, { event: known[0] ?? "", harm: "more" }])}
      >
        Watch a tracked event
      </Button>
    </div>
  );
}
