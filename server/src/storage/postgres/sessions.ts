import pg, { type PoolClient, type PoolConfig } from "pg";

/** A connection with its statements, for one piece of work. */
export interface Lent<Session> {
  client: PoolClient;
  session: Session;
}

export type Sessions<Session> = ReturnType<typeof createSessions<Session>>;

/**
 * A pool of connections, each with statements that are prepared once. A connection that failed in any way other than a
 * statement's own error is not used again.
 */
export function createSessions<Session>(config: PoolConfig, prepare: (client: PoolClient) => Session) {
  const pool = new pg.Pool(config);
  // Of connections that nobody uses just now: the pool makes new ones when they are wanted.
  pool.on("error", () => {});
  const prepared = new WeakMap<PoolClient, Session>();

  return {
    /** @param undo called when `run` has failed; what it throws ends the connection */
    async use<T>(
      run: (lent: Lent<Session>) => Promise<T>,
      undo?: (client: PoolClient) => Promise<unknown>,
    ): Promise<T> {
      const client = await pool.connect();
      const session = prepared.get(client) ?? prepare(client);
      prepared.set(client, session);
      let broken: Error | undefined;
      const note = (error: Error) => {
        broken = error;
      };
      client.on("error", note);
      try {
        return await run({ client, session });
      } catch (error) {
        // The answer to what was asked before a time-out may still come, and would be taken for another's.
        if (isTimeout(error)) broken = error;
        if (!broken) await undo?.(client).catch(note);
        throw error;
      } finally {
        client.off("error", note);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

/** Whether the driver gave up waiting for an answer, which may still come. Errors of the use cases may speak of time-outs, too. */
export function isTimeout(error: unknown): error is Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && cause.message === "Query read timeout";
}
