import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PoolClient, QueryResult } from "pg";

/** One connection: drizzle for the statements, the driver itself for transactions. */
export type Connection = NodePgDatabase & {
  $client: PoolClient;
  /** The next name for a statement: prepared in the same order, it has the same name on each connection. */
  statement(): string;
};

export function toConnection(client: PoolClient): Connection {
  let statements = 0;
  const db = drizzle(client);
  return Object.assign(db, { $client: client, statement: () => `switchyard_${++statements}` });
}

export const first = async <Row>(rows: PromiseLike<Row[]>): Promise<Row | undefined> => (await rows)[0];

export const changed = ({ rowCount }: QueryResult): boolean => rowCount !== null && rowCount > 0;
