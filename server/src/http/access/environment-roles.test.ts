import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../storage/authority.ts";
import { share } from "../../test-flags.ts";
import { addPerson } from "../../test-people.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// Who has a role in one environment only does there what it allows, also in bundles: the gate asks for each place that is touched.

const PROJECT = "/api/v1/projects/default";
const at = (environment: string) => `${PROJECT}/environments/${environment}/flags/checkout`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.send("POST", `${PROJECT}/flags`, { key: "checkout" });
  for (const environment of ["production", "staging"]) {
    await server.send("PUT", at(environment), share(25), { "if-match": "*" });
  }
});
afterAll(() => server.close());

interface Answered {
  error?: { code: string; message: string };
  number: number;
  digest: string;
}

async function only(role: Role, name: string = role) {
  const { headers } = await addPerson(server.storage, `Only-${name}`, { roles: { "default/production": role } });
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answered };
  };
}

const ramp = (percentage: number, environment = "production") => ({
  ...{ kind: "ramp", environment, flag: "checkout", percentage },
});
const kill = { kind: "kill", environment: "production", flag: "checkout" };
const percentage = async () =>
  (await server.send<{ fallthrough: { rollout: { percentage: number } } }>("GET", at("production"))).body.fallthrough
    .rollout.percentage;

describe("with a role in production only", () => {
  it("a releaser applies a bundle there, and none elsewhere or of the whole project", async () => {
    const send = await only("releaser");
    const apply = async (...operations: object[]) => {
      const { status, body } = await send("POST", `${PROJECT}/apply`, { operations });
      return { status, code: body.error?.code, message: body.error?.message };
    };
    expect(await apply(ramp(26))).toMatchObject({ status: 200 });
    expect(await percentage()).toBe(26);
    expect(await apply(ramp(27), ramp(27, "staging"))).toMatchObject({
      status: 404,
      message: 'There is no environment "staging" in project default',
    });
    expect(await apply(ramp(27), { kind: "createFlag", flag: { key: "new" } })).toMatchObject({
      status: 403,
      message: expect.stringMatching(/^Editing flags in project default needs the role editor, you are viewer there/),
    });
    expect(await apply(ramp(27), { kind: "saveSegment", segment: "beta", input: {} })).toMatchObject({ status: 403 });
    expect(await percentage()).toBe(26);
  });

  it("an editor proposes a bundle there, and a releaser approves and applies it", async () => {
    const [send, release] = [await only("editor"), await only("releaser", "second")];
    const operations = [ramp(30)];
    const { status, body } = await send("POST", `${PROJECT}/requests`, { title: "More", operations });
    expect(status).toBe(201);
    expect((await send("POST", `${PROJECT}/apply`, { operations })).body.error?.code).toBe("FORBIDDEN");
    const shown = await release("GET", `${PROJECT}/requests/${body.number}`);
    const { digest } = shown.body;
    expect((await release("POST", `${PROJECT}/requests/${body.number}/approve`, { digest })).status).toBe(200);
    await release("POST", `${PROJECT}/requests/${body.number}/apply`, {});
    expect(await percentage()).toBe(30);
    const other = await send("POST", `${PROJECT}/requests`, { title: "More", operations: [ramp(30, "staging")] });
    expect(other.status).toBe(404);
    const all = [{ kind: "updateFlag", flag: "checkout", patch: { name: "Pay" } }];
    expect((await send("POST", `${PROJECT}/requests`, { title: "More", operations: all })).status).toBe(403);
  });

  it("a responder lowers by a bundle, and a viewer does nothing but look", async () => {
    const [respond, view] = [await only("responder"), await only("viewer")];
    for (const operations of [[kill], [ramp(1)], [ramp(90)]]) {
      const { status, body } = await view("POST", `${PROJECT}/apply`, { operations });
      expect({ status, code: body.error?.code }).toEqual({ status: 403, code: "FORBIDDEN" });
      const looked = await view("POST", `${PROJECT}/apply`, { operations, dryRun: true });
      expect(looked).toMatchObject({ status: 200, body: { obstacles: [{ code: "FORBIDDEN" }] } });
    }
    expect(await percentage()).toBe(30);
    expect((await respond("POST", `${PROJECT}/apply`, { operations: [ramp(5)] })).status).toBe(200);
    expect((await respond("POST", `${PROJECT}/apply`, { operations: [ramp(6)] })).status).toBe(403);
    expect((await respond("POST", `${PROJECT}/apply`, { operations: [kill] })).status).toBe(200);
    expect((await server.send("GET", at("production"))).body).toMatchObject({ killed: { by: "Only-responder" } });
  });
});
