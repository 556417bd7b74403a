import type { TestServer } from "./test-server.ts";

// What SDKs need, made through the API.

const IN_PRODUCTION = "/api/v1/projects/default/environments/production";

export async function createKey(server: TestServer, input: { kind: "server" | "client"; origins?: string[] }) {
  const { status, body } = await server.send<{ key: string }>("POST", `${IN_PRODUCTION}/keys`, {
    name: "test",
    ...input,
  });
  if (status !== 201) throw new Error(`the key was refused: ${JSON.stringify(body)}`);
  return body.key;
}

const RULE = {
  id: "r1",
  conditions: [{ attribute: "country", operator: "equals", values: ["DE"] }],
  serve: { variant: "on" },
};

/** A boolean flag that is on for Germany; made, or made again with another percentage for the rest. */
export async function saveFlag(server: TestServer, key: string, { clientSide = false, percentage = 0 } = {}) {
  await server.send("POST", "/api/v1/projects/default/flags", { key, clientSide });
  const configuration = {
    enabled: true,
    offVariant: "off",
    prerequisites: [],
    targets: [],
    rules: [RULE],
    fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
  };
  const { status, body } = await server.send("PUT", `${IN_PRODUCTION}/flags/${key}`, configuration, {
    "if-match": "*",
  });
  if (status !== 200) throw new Error(`the flag was refused: ${JSON.stringify(body)}`);
}
