import { Button, Text } from "@mantine/core";
import { useId, useState } from "react";
import type { Receipts } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import classes from "./stragglers.module.css";

const FIRST = 5;

/** Those that have not confirmed, by name; the server names at most a hundred. */
export function Stragglers({ behind, missing }: { behind: Receipts["behind"]; missing: number }) {
  const heading = useId();
  const [all, setAll] = useState(false);
  if (behind.length === 0) return null;
  const shown = all ? behind : behind.slice(0, FIRST);
  return (
    <div>
      <Text size="sm" fw={550} mb={4} id={heading}>
        Not confirmed yet
      </Text>
      <ul className={classes.list} aria-labelledby={heading}>
        {shown.map(({ instance, app, version, lastSeen }) => (
          <li key={instance}>
            <span className={classes.name}>{app ? `${app} (${instance})` : instance}</span>
            <span className={classes.detail}>
              has version {version}, last heard <Moment at={lastSeen} />
            </span>
          </li>
        ))}
      </ul>
      {behind.length > shown.length ? (
        <Button variant="default" size="xs" mt="xs" onClick={() => setAll(true)}>
          Show {behind.length - shown.length} more
        </Button>
      ) : null}
      {all && missing > behind.length ? (
        <Text size="sm" c="dimmed" mt={4}>
          and {missing - behind.length} more
        </Text>
      ) : null}
    </div>
  );
}
