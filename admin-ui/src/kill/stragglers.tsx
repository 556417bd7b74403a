import { Text } from "@mantine/core";
import type { Receipts } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import classes from "./stragglers.module.css";

/** Those that have not confirmed, by name. */
export function Stragglers({ behind, missing }: { behind: Receipts["behind"]; missing: number }) {
  if (behind.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={550} mb={4} id="stragglers">
        Not confirmed yet
      </Text>
      <ul className={classes.list} aria-labelledby="stragglers">
        {behind.map(({ instance, app, version, lastSeen }) => (
          <li key={instance}>
            <span className={classes.name}>{app ? `${app} (${instance})` : instance}</span>
            <span className={classes.detail}>
              has version {version}, last heard <Moment at={lastSeen} />
            </span>
          </li>
        ))}
      </ul>
      {missing > behind.length ? (
        <Text size="sm" c="dimmed" mt={4}>
          and {missing - behind.length} more
        </Text>
      ) : null}
    </div>
  );
}
