import { afterAll, beforeAll, expect, it } from "vitest";
import type { Environment } from "../../api.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

const PROJECT = "/api/v1/projects/default";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const patch = (body: object, environment = "staging") =>
  server.send<Environment>("PATCH", `${PROJECT}/environments/${environment}`, body);

it("renames an environment and marks it as protected; SDKs hear nothing of it", async () => {
  const { body } = await patch({ name: "Pre-production", protected: true, reason: "customers test here" });
  expect(body).toEqual({ key: "staging", name: "Pre-production", protected: true, version: 0, role: "admin" });
  expect((await patch({ protected: true })).body).toEqual(body);
  const { body: list } = await server.send<{ environments: Environment[] }>("GET", `${PROJECT}/environments`);
  expect(list.environments.map(({ name }) => name)).toEqual(["Development", "Pre-production", "Production"]);
  const { body: log } = await server.send<{ changes: object[] }>("GET", `${PROJECT}/changes?environment=staging`);
  expect(log.changes).toMatchObject([
    {
      action: "environment.updated",
      reason: "customers test here",
      before: { name: "Staging", protected: false },
      after: { name: "Pre-production", protected: true },
    },
  ]);
});

it("keeps the key, and names what is wrong", async () => {
  expect((await patch({ key: "other" })).status).toBe(400);
  expect((await patch({ name: " " })).status).toBe(400);
  expect((await patch({ protected: "yes" })).status).toBe(400);
  expect((await patch({ name: "x" }, "moon")).status).toBe(404);
});
