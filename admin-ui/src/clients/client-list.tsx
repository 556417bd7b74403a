import type { Clients } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import table from "../ui/stacked-table.module.css";
import classes from "./clients.module.css";

interface ClientListProps {
  clients: Clients;
  /** The version that this flag got last. */
  flagVersion: number;
}

/** Each SDK, and whether what it evaluates with has this flag as it is now; on a phone one block each. */
export function ClientList({ clients: { clients, matching }, flagVersion }: ClientListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="List of SDKs">
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Application</th>
            <th scope="col">SDK</th>
            <th scope="col">Has this flag</th>
            <th scope="col">Seen</th>
          </tr>
        </thead>
        <tbody>
          {clients.map(({ instance, connectedAt, app, sdk, kind, via, version, lastSeen }) => (
            <tr key={`${instance} ${connectedAt}`}>
              <td>
                <strong>
                  <bdi>{app ?? "unnamed"}</bdi>
                </strong>
                <div className={table.instance}>{instance}</div>
              </td>
              <td data-label="SDK">
                {sdk.name} {sdk.version ?? ""}, {kind}, {via}
              </td>
              <td data-label="Has this flag" className={version < flagVersion ? table.behind : undefined}>
                {version >= flagVersion
                  ? "as it is now"
                  : version === 0
                    ? "has confirmed nothing yet"
                    : `an earlier one: version ${version}`}
              </td>
              <td data-label="Seen">
                <Moment at={lastSeen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {matching > clients.length ? <p className={classes.more}>and {matching - clients.length} more</p> : null}
    </section>
  );
}
