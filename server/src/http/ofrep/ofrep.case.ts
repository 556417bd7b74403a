import { at, FLAGS } from "../../test-flags.ts";
import { createKey, saveFlag } from "../../test-sdk-data.case.ts";
import type { TestServer } from "../../test-server.ts";

// What the tests of remote evaluation ask of a running server.

export const SHOP = "https://shop.example.com";

export interface Keys {
  server: string;
  client: string;
}

/** Flags of every kind of answer, and a key of each kind. */
export async function prepare(server: TestServer): Promise<Keys> {
  await saveFlag(server, "germany", { clientSide: true });
  await saveFlag(server, "half", { clientSide: true, percentage: 50 });
  await saveFlag(server, "secret");
  await saveFlag(server, "killed", { clientSide: true });
  await server.send("POST", `${at("killed")}/kill`);
  await server.send("POST", FLAGS, { key: "disabled" });
  await make(server, "limit", "number", [10, 2.5]);
  await make(server, "empty", "string", ["", "full"]);
  await make(server, "layout", "object", [{ columns: [1, null] }, {}]);
  await server.send("POST", FLAGS, { key: "child", clientSide: true });
  await put(server, "child", {
    prerequisites: [{ flag: "disabled", variants: ["on"] }],
    fallthrough: { variant: "on" },
  });
  return {
    server: await createKey(server, { kind: "server" }),
    client: await createKey(server, { kind: "client", origins: [SHOP] }),
  };
}

async function make(server: TestServer, key: string, type: string, [first, second]: unknown[]) {
  const variants = [
    { key: "first", value: first },
    { key: "second", value: second },
  ];
  await server.send("POST", FLAGS, { key, type, variants, clientSide: true });
  await put(server, key, { offVariant: "second", fallthrough: { variant: "first" } });
}

export async function put(server: TestServer, key: string, changes: object): Promise<void> {
  const configuration = { enabled: true, offVariant: "off", prerequisites: [], targets: [], rules: [], ...changes };
  const { status, body } = await server.send("PUT", at(key), configuration, { "if-match": "*" });
  if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
}

interface Asked {
  key: string;
  /** The flag; none for all. */
  flag?: string;
  context?: unknown;
  /** Instead of one with `context`. */
  body?: string;
  headers?: Record<string, string>;
  query?: string;
}

export interface Body {
  key?: string;
  value?: unknown;
  variant?: string;
  reason?: string;
  metadata?: Record<string, unknown>;
  errorCode?: string;
  errorDetails?: string;
  flags?: Body[];
  eventStreams?: { type: string; url: string; inactivityDelaySec: number }[];
}

export async function ask(server: TestServer, { key, flag, context, body, headers, query = "" }: Asked) {
  const path = `/ofrep/v1/evaluate/flags${flag === undefined ? "" : `/${flag}`}${query}`;
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }), ...headers },
    body: body ?? JSON.stringify({ context }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: (text ? JSON.parse(text) : {}) as Body };
}
