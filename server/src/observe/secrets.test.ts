import { expect, it } from "vitest";
import { signContext } from "../../../sdk-node/src/sign-context.ts";
import { ADMIN_TOKEN, METRICS_TOKEN, startTestServer, type TestServer } from "../test-server.ts";

// Everything secret goes through a server whose log says all it can, in right and in wrong ways: none of it is in the log
// afterwards, nor in the metrics.

const KEYS = "/api/v1/projects/default/environments/production/keys";
const PASSWORD = "canary-password-of-somebody";
const QUERY = "canary-in-a-query";

async function useSecrets(server: TestServer): Promise<string[]> {
  const make = async (input: object) =>
    (await server.send<{ key: string; signingSecret?: string }>("POST", KEYS, { name: "x", ...input })).body;
  const { key: serverKey } = await make({ kind: "server" });
  const { key: clientKey } = await make({ kind: "client" });
  const signed = await make({ kind: "client", signedContext: true });
  const secret = signed.signingSecret ?? "";
  const token = signContext({ targetingKey: "canary-person" }, { secret });
  const wrongKeys = [`sw_server_${"c".repeat(43)}`, `sw_api_${"c".repeat(43)}`, "canary-bearer"];
  const tokens = [ADMIN_TOKEN, METRICS_TOKEN, serverKey, clientKey, signed.key, secret, ...wrongKeys];

  for (const bearer of tokens) {
    const headers = { authorization: `Bearer ${bearer}`, cookie: `switchyard_session=${QUERY}` };
    for (const path of [
      "/v1/snapshot",
      "/v1/client/flags",
      "/api/v1/projects",
      "/metrics",
      "/ofrep/v1/configuration",
    ]) {
      await server.send("GET", `${path}?context=${QUERY}&token=${token}`, undefined, headers);
      await server.send(
        "POST",
        path,
        { token, context: { targetingKey: "canary-person" }, password: PASSWORD },
        headers,
      );
      await server.send("POST", path, `{"token":"${token}`, headers);
    }
    await fetch(`${server.url}/v1/stream`, { headers }).then((response) => response.text());
  }
  for (const path of ["/api/v1/session", "/api/v1/setup"]) {
    await server.send(
      "POST",
      path,
      { email: "a@example.com", password: PASSWORD, token: QUERY },
      { authorization: "" },
    );
  }
  await server.send("GET", `/setup?token=${QUERY}`);
  return [...tokens, token, PASSWORD, QUERY, "canary-person"];
}

it("no secret is ever in the log or in the metrics", async () => {
  const server = await startTestServer({ logLevel: "trace" });
  const secrets = await useSecrets(server);
  const { body } = await server.send<string>("GET", "/metrics");
  await server.close();
  expect(server.logged.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(100);
  for (const secret of secrets) {
    expect(server.logged.filter((line) => line.includes(secret))).toEqual([]);
    expect(body).not.toContain(secret);
  }
});
