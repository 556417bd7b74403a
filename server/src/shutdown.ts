import type { Server } from "node:http";
import type { Logger } from "pino";

const IN_FLIGHT_MS = 3000;
/** Whoever ends this process with a grace, as an orchestrator does, must leave it this long. */
export const DEADLINE_MS = 4500;

interface Parts {
  server: Server;
  live: { close(): Promise<void> };
  ofrep: { endStreams(): void; close(): void };
  usage: { close(): Promise<void> };
  courier: { close(): Promise<void> };
  rollouts: { close(): Promise<void> };
  scheduler: { close(): Promise<void> };
  storage: { close(): Promise<void> };
  tracer: { close(): Promise<void> };
  log: Logger;
}

/**
 * Ends the process in order when it is asked to: no new connections, SDKs told to reconnect elsewhere, requests under
 * way answered, what was counted written, database closed, exit code 0 within 5 s. Asked again, it ends at once.
 */
export function endOnSignals(parts: Parts): void {
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      void end(parts);
    });
  }
}

async function end(parts: Parts): Promise<void> {
  const { server, live, ofrep, usage, courier, rollouts, scheduler, storage, tracer, log } = parts;
  setTimeout(() => {
    log.warn("did not end in order within its time");
    process.exit(0);
  }, DEADLINE_MS);
  try {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    ofrep.endStreams();
    await live.close();
    server.closeIdleConnections();
    const impatience = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS);
    await closed;
    clearTimeout(impatience);
    // After the last request and the last socket: what they reported is written.
    ofrep.close();
    await courier.close();
    await usage.close();
    await rollouts.close();
    await scheduler.close();
    await storage.close();
    await tracer.close();
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, "failed while ending");
    process.exit(1);
  }
}

/** What nobody expected leaves the process in a state that nobody knows: it is named, and the process ends. */
export function endOnDefects(log: Logger): void {
  const end = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, `${what}: the server ends, because its state is no longer known`);
    process.exit(1);
  };
  process.on("uncaughtException", end("an exception that nothing caught"));
  process.on("unhandledRejection", end("a rejection that nothing handled"));
}
