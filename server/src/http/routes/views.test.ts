import { afterAll, beforeAll, expect, it } from "vitest";
import { offerSetup } from "../../auth/setup.ts";
import { FLAGS, flagsOf } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

const VIEWS = "/api/v1/projects/default/views";

let server: TestServer;
let cookie = "";
const { create } = flagsOf(() => server);

type Body = { views: object[]; flags: { key: string }[]; error: { code: string } };

/** As a browser of the person who is signed in. */
async function asPerson(method: string, path: string, body?: unknown) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { cookie, "sec-fetch-site": "same-origin", ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  cookie ||= response.headers.get("set-cookie")?.split(";")[0] ?? "";
  return { status: response.status, body: (await response.json()) as Body };
}

beforeAll(async () => {
  server = await startTestServer();
  const token = await offerSetup(server.storage);
  const person = { token, name: "Ada", email: "ada@example.com", password: "correct horse battery" };
  await asPerson("POST", "/api/v1/setup", person);
});
afterAll(() => server.close());

const put = (name: string, search: string) => asPerson("PUT", `${VIEWS}/${encodeURIComponent(name)}`, { search });

it("keeps a person's searches by name, replaces and forgets them", async () => {
  await put("Mine / öffentlich", "owner:me");
  await put("Killed", "state:killed");
  const { body } = await put("Killed", "env:production state:killed");
  const views = [
    { name: "Killed", search: "env:production state:killed" },
    { name: "Mine / öffentlich", search: "owner:me" },
  ];
  expect(body.views).toEqual(views);
  expect((await asPerson("GET", VIEWS)).body).toEqual({ views });
  const left = await asPerson("DELETE", `${VIEWS}/Killed`);
  expect(left.body).toEqual({ views: [views[1]] });
});

it("has none for a token, and says so", async () => {
  expect((await server.send("GET", VIEWS)).body).toEqual({ views: [] });
  const { status, body } = await server.send("PUT", `${VIEWS}/x`, { search: "" });
  expect({ status, code: body.error.code }).toEqual({ status: 401, code: "WRONG_CREDENTIAL" });
});

it("has bounds", async () => {
  expect((await put(" ", "x")).status).toBe(400);
  expect((await put("x".repeat(101), "x")).status).toBe(400);
  expect((await put("x", "x".repeat(501))).status).toBe(400);
  for (let i = 0; i < 99; i++) await put(`view ${i}`, "x");
  const { status, body } = await put("more", "x");
  expect({ status, code: body.error.code }).toEqual({ status: 409, code: "LIMIT_REACHED" });
  expect((await put("view 1", "y")).status).toBe(200);
});

it("finds one's own flags by name and by e-mail", async () => {
  await create("by-name", { owner: "ada" });
  await create("by-mail", { owner: "Ada@example.com" });
  await create("of-others", { owner: "eve" });
  const { body } = await asPerson("GET", `${FLAGS}?search=owner:me`);
  expect(body.flags.map(({ key }) => key)).toEqual(["by-mail", "by-name"]);
});
