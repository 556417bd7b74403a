import { setTimeout as sleep } from "node:timers/promises";
import pg, { type ClientConfig } from "pg";
import { z } from "zod";
import type { Hint } from "../port.ts";
import { NODES_CHANNEL } from "./nodes.ts";

const CHANNEL = "switchyard";
/** A payload is at most 8,000 bytes; a hint with an id of 36 letters takes about 60. */
const HINTS_AT_ONCE = 100;
const RETRY_MS = 500;
/** A link that was cut without a word is noticed by this; until then the poll of the change log stands in. */
const PROBE_MS = 5_000;

const envelope = z.object({ node: z.string(), message: z.unknown() });
const payload = z.object({ node: z.string(), hints: z.array(z.tuple([z.string(), z.number().int()])) });

/** Statements that tell the other nodes, of which the commit sends. */
export function telling(node: string, hints: readonly Hint[]): string {
  const newest = [...new Map(hints.map(({ environmentId, version }) => [environmentId, version]))];
  let statements = "";
  for (let from = 0; from < newest.length; from += HINTS_AT_ONCE) {
    const text = JSON.stringify({ node, hints: newest.slice(from, from + HINTS_AT_ONCE) });
    statements += `notify ${CHANNEL}, ${pg.escapeLiteral(text)};`;
  }
  return statements;
}

/**
 * Hears what other nodes tell and say, on a connection of its own that is made again whenever it is lost. What is told in the
 * meantime is not heard: whoever listens reads the change log every second anyway. Returns the way to stop.
 */
export function listenForHints(
  config: ClientConfig,
  node: string,
  tell: (hints: Hint[]) => void,
  onMessage: (message: unknown) => void,
): () => Promise<void> {
  const stop = new AbortController();

  async function listen(): Promise<void> {
    const client = new pg.Client(config);
    let leave = () => {};
    const lost = new Promise<void>((resolve) => {
      leave = resolve;
      client.on("error", () => resolve());
      client.on("end", resolve);
      stop.signal.addEventListener("abort", leave, { once: true });
    });
    client.on("notification", ({ channel, payload: text }) => {
      if (channel === NODES_CHANNEL) {
        const said = parse(text, envelope);
        if (said && said.node !== node) onMessage(said.message);
        return;
      }
      const heard = parse(text, payload);
      if (heard && heard.node !== node)
        tell(heard.hints.map(([environmentId, version]) => ({ environmentId, version })));
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}; listen ${NODES_CHANNEL}`);
      const probe = setInterval(() => {
        client.query("select 1").catch(() => client.end().catch(() => {}));
      }, PROBE_MS);
      await lost;
      clearInterval(probe);
    } finally {
      // It lives as long as the server, however often the connection is made again.
      stop.signal.removeEventListener("abort", leave);
      void client.end().catch(() => {});
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await listen().catch(() => {});
      await sleep(RETRY_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  }

  const done = run();
  return async () => {
    stop.abort();
    await done;
  };
}

/** Anybody who may connect to the database may notify. */
function parse<T>(text: string | undefined, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}
