import type { EvaluationContext } from "@switchyard/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signContext } from "../../../sdk-node/src/sign-context.ts";
import { saveFlag } from "../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../test-server.ts";

const KEYS = "/api/v1/projects/default/environments/production/keys";

interface Created {
  id: string;
  key: string;
  signedContext: boolean;
  signingSecret?: string;
}

let server: TestServer;
let created: Created;

beforeAll(async () => {
  server = await startTestServer();
  const input = { kind: "client", name: "shop", signedContext: true };
  created = (await server.send<Created>("POST", KEYS, input)).body;
  await saveFlag(server, "german", { clientSide: true });
});
afterAll(() => server.close());

const sign = (context: EvaluationContext, secret = created.signingSecret ?? "") => signContext(context, { secret });

const ask = async (body: object, key = created.key) => {
  const answer = await server.send<{ flags?: unknown; error?: { code: string } }>("POST", "/v1/client/flags", body, {
    authorization: `Bearer ${key}`,
  });
  return { status: answer.status, code: answer.body.error?.code, flags: answer.body.flags };
};

const GERMAN = { status: 200, flags: [{ key: "german", variant: "on", value: true, reason: "TARGETING_MATCH" }] };

describe("a client key with signedContext", () => {
  it("comes with its signing secret, which is nowhere else", async () => {
    expect(created).toMatchObject({ signedContext: true, signingSecret: expect.stringMatching(/^sw_sign_[\w-]{43}$/) });
    const secret = created.signingSecret ?? "";
    const list = JSON.stringify((await server.send("GET", KEYS)).body);
    const changes = JSON.stringify((await server.send("GET", "/api/v1/projects/default/changes")).body);
    expect(list).toContain('"signedContext":true');
    expect(changes).toContain('"signedContext":true');
    for (const text of [list, changes, ...server.logged]) expect(text).not.toContain(secret.slice("sw_sign_".length));
  });

  it("answers for a token's context alone, by POST and by GET", async () => {
    expect(await ask({ token: sign({ country: "DE" }), context: { country: "FR" } })).toMatchObject(GERMAN);
    const response = await fetch(`${server.url}/v1/client/flags?token=${sign({ country: "DE" })}`, {
      headers: { authorization: `Bearer ${created.key}` },
    });
    expect(await response.json()).toMatchObject({ flags: GERMAN.flags });
  });

  it("refuses everything else with 403, and says why", async () => {
    const other = (await server.send<Created>("POST", KEYS, { kind: "client", name: "x", signedContext: true })).body;
    for (const body of [{}, { context: {} }, { token: "x" }, { token: sign({}, other.signingSecret) }]) {
      expect(await ask(body)).toEqual({ status: 403, code: "TOKEN_REFUSED", flags: undefined });
    }
    expect(await ask({ token: sign({}, other.signingSecret) }, other.key)).toMatchObject({ status: 200 });
    expect(await ask({ token: 1 })).toMatchObject({ status: 400 });
  });
});

it("other keys have no signing secret", async () => {
  const plain = (await server.send<Created>("POST", KEYS, { kind: "client", name: "plain" })).body;
  expect(plain).toMatchObject({ signedContext: false });
  expect(plain).not.toHaveProperty("signingSecret");
  expect(await ask({ token: sign({}) }, plain.key)).toMatchObject({ status: 403, code: "TOKEN_REFUSED" });
  const { status, body } = await server.send("POST", KEYS, { kind: "server", name: "api", signedContext: true });
  expect([status, body.error.message]).toEqual([
    400,
    "signedContext is for client keys only: a server key is never used by a browser",
  ]);
});
