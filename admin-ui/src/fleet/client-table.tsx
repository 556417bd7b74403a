import type { Clients } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { Moment } from "../ui/moment.tsx";
import classes from "../ui/stacked-table.module.css";
import { counted } from "../words/count.ts";
import { howLong } from "../words/time.ts";

/** One row per SDK instance, the latest first; on a phone one block each. */
export function ClientTable({ clients, newest }: { clients: Clients["clients"]; newest: number }) {
  return (
    <Card flush>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Application</th>
            <th scope="col">SDK</th>
            <th scope="col">Version</th>
            <th scope="col">Lag</th>
            <th scope="col">Last heard</th>
          </tr>
        </thead>
        <tbody>
          {clients.map(({ instance, app, sdk, via, version, behind, lastSeen }) => (
            <tr key={instance}>
              <td>
                <strong>
                  <bdi>{app ?? "unnamed"}</bdi>
                </strong>
                <div className={classes.instance}>{instance}</div>
              </td>
              <td data-label="SDK">
                {sdk.name} {sdk.version ?? ""}
                {via === "polling" ? ", polling" : ""}
              </td>
              <td data-label="Version">
                {version === 0 ? "none yet" : version} of {newest}
              </td>
              <td data-label="Lag" className={behind ? classes.behind : undefined}>
                {behind ? (
                  <span>
                    {counted(behind.versions, "version")}, for {howLong(Date.now() - behind.since)}
                  </span>
                ) : (
                  "none"
                )}
              </td>
              <td data-label="Last heard">
                <Moment at={lastSeen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
