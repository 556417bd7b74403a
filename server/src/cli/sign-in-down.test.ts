import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestSdk } from "../live/test-sdk.case.ts";
import { addPerson } from "../test-people.ts";
import { createKey, saveFlag } from "../test-sdk-data.case.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../test-server.ts";
import { run } from "./program.ts";

// The admin UI is gone, nobody can sign in, and whoever is signed in is not known any more: a kill from the command line needs none of it.

let server: TestServer;
let key: string;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer();
  key = await createKey(server, { kind: "server" });
  await saveFlag(server, "checkout", { percentage: 100 });
  const person = await addPerson(server.storage, "Olga", { owner: true });
  ({ cookie = "" } = person.headers);
  const database = new Database(join(server.folder, "switchyard.db"));
  for (const table of ["sessions", "users"]) database.exec(`ALTER TABLE ${table} RENAME TO gone_${table}`);
  database.close();
});
afterAll(() => server.close());

async function type(...args: string[]) {
  const said: string[] = [];
  const env = { SWITCHYARD_URL: server.url, SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN };
  const code = await run(args, { out: (text) => said.push(text), env, cwd: server.folder }, (text) => said.push(text));
  return { code, said: said.join("\n") };
}

it("kills, sees who has obeyed, and restores, with the UI and sign-in down", async () => {
  const port = Number(new URL(server.url).port);
  const sdk = new TestSdk(port, { key });
  expect(await sdk.next()).toMatchObject({ type: "snapshot" });

  const page = await fetch(server.url);
  const body = JSON.stringify({ email: "olga@example.com", password: "correct horse battery" });
  const json = { "content-type": "application/json" };
  const signIn = await fetch(`${server.url}/api/v1/session`, { method: "POST", headers: json, body });
  const signedIn = await fetch(`${server.url}/api/v1/projects`, {
    headers: { cookie, "sec-fetch-site": "same-origin" },
  });
  expect([page.status, signIn.status, signedIn.status]).toEqual([404, 500, 500]);

  const kill = await type("kill", "checkout", "--reason", "at night");
  expect(kill).toMatchObject({ code: 0, said: expect.stringMatching(/^Killed checkout in production .*\n.*1 of 1/s) });
  expect(sdk.flags.get("checkout")).toMatchObject({ killed: true });
  expect((await type("restore", "checkout")).code).toBe(0);
  expect(sdk.flags.get("checkout")).not.toHaveProperty("killed");
  await sdk.close();
});
