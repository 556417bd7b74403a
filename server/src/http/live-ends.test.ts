import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { hashPassword } from "../auth/passwords.ts";
import { TIMINGS } from "../live/timings.ts";
import { addPerson, signedIn, type TestPerson } from "../test-people.ts";
import { startTestServer, type TestServer } from "../test-server.ts";

// Sockets of the admin UI on two nodes, and what ends them, done on one. Each node looks who they are once in `recheck`.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let here: TestServer;
let there: TestServer;
let owner: TestPerson;

beforeAll(async () => {
  here = await startTestServer();
  there = await startTestServer({ folder: here.folder });
  owner = await addPerson(here.storage, "Olga", { owner: true });
});
afterAll(async () => {
  await there.close();
  await here.close();
});

async function open(server: TestServer, headers: TestPerson["headers"]) {
  const { host } = new URL(server.url);
  const socket = new WebSocket(`ws://${host}/api/v1/live`, {
    headers: { cookie: headers.cookie, origin: server.url },
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await once(socket, "open");
  return { socket, closed };
}

const call = (person: TestPerson, method: string, path: string, body?: unknown) =>
  fetch(`${here.url}/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", ...person.headers },
    body: JSON.stringify(body ?? {}),
  });

interface Ending {
  what: string;
  code: number;
  end(person: TestPerson): Promise<unknown>;
}

const PASSWORD = "correct horse battery";

const ENDINGS: Ending[] = [
  { what: "signing out", code: 4401, end: (person) => call(person, "DELETE", "/session") },
  {
    what: "revoking the session from another one",
    code: 4401,
    async end({ user }) {
      const other = { user, headers: await signedIn(here.storage, user) };
      expect((await call(other, "DELETE", "/sessions?except=current")).status).toBe(204);
    },
  },
  {
    what: "an owner who signs them out",
    code: 4401,
    end: ({ user }) => call(owner, "DELETE", `/people/${user.id}/sessions`),
  },
  {
    what: "a change of the password in another session",
    code: 4401,
    async end({ user }) {
      const other = { user, headers: await signedIn(here.storage, user) };
      const body = { current: PASSWORD, password: "another horse battery" };
      expect((await call(other, "PUT", "/password", body)).status).toBe(204);
    },
  },
  {
    what: "being deactivated",
    code: 4401,
    end: ({ user }) => call(owner, "PATCH", `/people/${user.id}`, { active: false }),
  },
  {
    what: "losing a role",
    code: 1013,
    end: ({ user }) => call(owner, "PUT", `/projects/default/people/${user.id}`, {}),
  },
];

describe("the live updates of somebody end", () => {
  it("after what ends their session or changes their roles, also on another node, within 5 s", async () => {
    expect(TIMINGS.recheck).toBeLessThan(5_000);
    const ends = await Promise.all(
      ENDINGS.map(async ({ what, code, end }, index) => {
        const person = await addPerson(here.storage, `Person${index}`, { roles: { default: "admin" } });
        if (what.includes("password")) await setPassword(person);
        const sockets = await Promise.all([open(here, person.headers), open(there, person.headers)]);
        await end(person);
        return { what, code, codes: await Promise.all(sockets.map(({ closed }) => closed)) };
      }),
    );
    for (const { what, code, codes } of ends) expect({ what, codes }).toEqual({ what, codes: [code, code] });
  });

  it("at once for who is refused again: another site, a session that has ended, a program's token", async () => {
    const { host } = new URL(here.url);
    const person = await addPerson(here.storage, "Paul", { roles: { default: "viewer" } });
    const status = (headers: Record<string, string>) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(`ws://${host}/api/v1/live`, { headers });
        socket.on("error", () => {});
        socket.once("unexpected-response", (_, response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        socket.once("open", () => {
          socket.close();
          resolve(101);
        });
      });
    const { cookie } = person.headers;
    expect(await status({ cookie, origin: here.url })).toBe(101);
    expect(await status({ cookie, origin: "https://evil.example" })).toBe(403);
    expect(await status({ cookie })).toBe(403);
    expect(await status({ cookie: `${cookie}x`, origin: here.url })).toBe(401);
    expect(await status({ cookie: "switchyard_session=j:{}", origin: here.url })).toBe(401);
    await call(person, "DELETE", "/session");
    expect(await status({ cookie, origin: here.url })).toBe(401);
  });
});

async function setPassword({ user }: TestPerson): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  await here.storage.change({ actor: { kind: "system", id: "test", name: "test" } }, async (tx) => {
    await tx.setPassword(user.id, passwordHash);
    return { result: undefined, change: { action: "password.changed", before: null, after: null, affects: [] } };
  });
}
