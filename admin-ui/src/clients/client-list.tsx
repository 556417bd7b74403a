import { Table } from "@mantine/core";
import type { Clients } from "../api/types.ts";
import { Moment } from "../ui/moment.tsx";
import classes from "./clients.module.css";

interface ClientListProps {
  clients: Clients;
  /** The version that this flag got last. */
  flagVersion: number;
}

/** Each SDK, and whether what it evaluates with has this flag as it is now. */
export function ClientList({ clients: { clients, matching }, flagVersion }: ClientListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="List of SDKs">
      <Table verticalSpacing={6} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Application</Table.Th>
            <Table.Th>SDK</Table.Th>
            <Table.Th>Has this flag</Table.Th>
            <Table.Th>Seen</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {clients.map((client) => (
            <Table.Tr key={`${client.instance} ${client.connectedAt}`}>
              <Table.Td className={classes.name}>
                {client.app ?? "no name"}
                <div className={classes.instance}>{client.instance}</div>
              </Table.Td>
              <Table.Td>
                {client.sdk.name} {client.sdk.version ?? ""}
                <div className={classes.instance}>
                  {client.kind}, {client.via}
                </div>
              </Table.Td>
              <Table.Td>
                {client.version >= flagVersion ? (
                  "as it is now"
                ) : (
                  <span className={classes.behind}>
                    {client.version === 0 ? "has confirmed nothing yet" : `an earlier one: version ${client.version}`}
                  </span>
                )}
              </Table.Td>
              <Table.Td>
                <Moment at={client.lastSeen} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {matching > clients.length ? <p className={classes.more}>and {matching - clients.length} more</p> : null}
    </section>
  );
}
