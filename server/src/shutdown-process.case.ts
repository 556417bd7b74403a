import { createServer } from "node:http";
import { createLog } from "./log.ts";
import { endOnDefects, endOnSignals } from "./shutdown.ts";

// A process that ends as the server does, for shutdown.test.ts. Its argument says what goes wrong.

const never = new Promise<void>(() => {});
const [, , wrong] = process.argv;

const log = createLog();
endOnDefects(log);
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const live = { close: () => (wrong === "stuck" ? never : Promise.resolve()) };
  const storage = { close: () => (wrong === "closing" ? Promise.reject(new Error("no close")) : Promise.resolve()) };
  const tracer = { close: () => Promise.resolve() };
  const ofrep = { endStreams: () => {}, close: () => {} };
  const idle = { close: () => Promise.resolve() };
  endOnSignals({
    server,
    live,
    ofrep,
    usage: idle,
    courier: idle,
    rollouts: idle,
    scheduler: idle,
    storage,
    tracer,
    log,
  });
  console.log("up");
  if (wrong === "rejection") void Promise.reject(new Error("nobody waits for this"));
  if (wrong === "exception") setImmediate(() => nothing());
});

function nothing(): never {
  throw new Error("nobody catches this");
}
