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
    /**
     * @param undo called when `run` has failed; what it throws ends the connection
     * @param limitMs of `run`, when there is a connection; then it is as when a statement has timed out
     */
    async use<T>(
      run: (lent: Lent<Session>) => Promise<T>,
      { undo, limitMs }: { undo?: (client: PoolClient) => Promise<unknown>; limitMs?: number } = {},
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
        const done = run({ client, session });
        return await (limitMs === undefined ? done : within(limitMs, done));
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

/** As the driver says it. */
const TIMED_OUT = "Query read timeout";

async function within<T>(ms: number, done: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // After what has come meanwhile: an event loop that was held up is not a database that hangs.
    timer = setTimeout(() => setImmediate(() => reject(new Error(TIMED_OUT))), ms);
  });
  // Settles later when it is late, and nobody listens.
  done.catch(() => {});
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

/** Whether the driver gave up waiting for an answer, which may still come. Errors of the use cases may speak of time-outs, too. */
export function isTimeout(error: unknown): error is Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && cause.message === TIMED_OUT;
}
