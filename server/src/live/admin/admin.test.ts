import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LiveEvent, LiveRequest } from "../../api.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { RawClient } from "../socket/raw-client.case.ts";
import { TestSdk } from "../test-sdk.case.ts";
import { ADMIN_COOKIE, AdminPage } from "./admin-page.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive({ timings: { recheck: 10, receipts: 5 } });
  AdminPage.signIn(at);
});
afterEach(() => at.close());

const watch = (flag: string) => ({ type: "watch" as const, project: "default", environment: "production", flag });
const isReceipts = (event: LiveEvent) => event.type === "receipts";

describe("the admin UI's socket", () => {
  it("tells of every version, and what it touched", async () => {
    const page = await AdminPage.open(at);
    const version = await at.saveFlag({ key: "first" });
    await at.saveFlag({ key: "second" });
    const changed = { type: "changed", project: "default", environment: "production" };
    expect(await page.next(() => true)).toEqual({ ...changed, version, flags: ["first"] });
    expect(await page.next(() => true)).toEqual({ ...changed, version: version + 1, flags: ["second"] });
  });

  it("tells a flag's receipts at once, and whenever they change, for the version that counts then", async () => {
    const version = await at.saveFlag({ key: "first" });
    const sdk = await TestSdk.connect(at, { confirms: false });
    await sdk.next();
    const page = await AdminPage.open(at);
    page.send(watch("first"));
    const about = { type: "receipts", project: "default", environment: "production", flag: "first" };
    expect(await page.next(isReceipts)).toMatchObject({ ...about, receipts: { version, connected: 1, confirmed: 0 } });

    sdk.send({ type: "applied", version });
    expect(await page.next(isReceipts)).toMatchObject({ ...about, receipts: { version, confirmed: 1, behind: [] } });

    await at.saveFlag({ key: "first", killed: true });
    const newest = (event: LiveEvent) => event.type === "receipts" && event.receipts.version === version + 1;
    expect(await page.next(newest)).toMatchObject({ receipts: { connected: 1, confirmed: 0 } });
    sdk.send({ type: "applied", version: version + 1 });
    const done = (event: LiveEvent) => newest(event) && event.type === "receipts" && event.receipts.confirmed === 1;
    expect(await page.next(done)).toMatchObject({ receipts: { connected: 1 } });

    await at.saveFlag({ key: "second" });
    page.send(watch("second"));
    const second = (event: LiveEvent) => event.type === "receipts" && event.flag === "second";
    expect(await page.next(second)).toMatchObject({ receipts: { version: version + 2, connected: 1 } });
    page.send({ type: "unwatch" });
  });

  it("says what is wrong with a request", async () => {
    const said = async (text: string) => {
      const page = await AdminPage.open(at);
      page.socket.send(text);
      return page.closed;
    };
    expect(await said(JSON.stringify(watch("nothing")))).toEqual({
      code: 1008,
      reason: "there is no flag nothing in default/production",
    });
    expect(await said("{")).toEqual({ code: 1007, reason: "a message must be JSON" });
    expect(await said('{"type":"watch","project":1}')).toMatchObject({
      code: 1007,
      reason: expect.stringMatching(/^project/),
    });
  });

  it("tells nothing of an environment that one may not see, nor what is watched there, nor that it is there", async () => {
    const { projectId, id } = at.environment;
    const staging = (await at.storage.environments(projectId)).find(({ key }) => key === "staging");
    const authority = {
      roleAt: (project: string, environment?: string) =>
        project === projectId && environment !== id ? ("viewer" as const) : undefined,
    };
    at.sessions.set(ADMIN_COOKIE, { id: "b", authority });
    await at.saveFlag({ key: "first" });
    const said = async (request: LiveRequest) => {
      const page = await AdminPage.open(at);
      page.send(request);
      return page.closed;
    };
    for (const type of ["watch", "look"] as const) {
      const here = await said({ type, project: "default", environment: "production", flag: "first" });
      expect(here).toEqual({ code: 1008, reason: "there is no flag first in default/production" });
      const there = await said({ type, project: "default", environment: "production", flag: "missing" });
      expect(there.reason).toBe(here.reason.replace("first", "missing"));
    }
    const page = await AdminPage.open(at);
    await at.saveFlag({ key: "second" });
    // What comes after it in the feed's order is told, and it isn't.
    await touch(at, staging?.id ?? "");
    expect(await page.next(() => true)).toMatchObject({ type: "changed", environment: "staging" });
  });

  it("ends when what one may do is another now, so that it begins anew", async () => {
    const page = await AdminPage.open(at);
    at.sessions.set(ADMIN_COOKIE, { id: "c", authority: { roleAt: () => "viewer" } });
    expect(await page.closed).toEqual({ code: 1013, reason: "you may do other things now, connect again" });
  });

  it("ends when the session does", async () => {
    const page = await AdminPage.open(at);
    at.sessions.clear();
    expect(await page.closed).toEqual({ code: 4401, reason: "the session has ended" });
  });

  it("is for people with a session, from this server's own pages", async () => {
    const origin = `http://127.0.0.1:${at.port}`;
    const status = async (headers: Record<string, string>) => {
      const client = new RawClient(at.port);
      const head = await client.upgrade("/api/v1/live", headers);
      await client.close();
      return head.slice("HTTP/1.1 ".length, "HTTP/1.1 101".length);
    };
    expect(await status({ Cookie: ADMIN_COOKIE, Origin: origin, Host: `127.0.0.1:${at.port}` })).toBe("101");
    expect(await status({ Origin: origin, Host: `127.0.0.1:${at.port}` })).toBe("401");
    expect(await status({ Cookie: ADMIN_COOKIE, Host: `127.0.0.1:${at.port}` })).toBe("403");
    expect(await status({ Cookie: ADMIN_COOKIE, Origin: "https://evil.example.com" })).toBe("403");
    expect(await status({ Cookie: ADMIN_COOKIE, Origin: "null" })).toBe("403");
  });
});

/** A change of another environment. */
async function touch({ storage }: TestLive, environmentId: string): Promise<void> {
  const actor = { kind: "system" as const, id: "test", name: "test" };
  await storage.change({ actor }, async () => ({
    result: undefined,
    change: { action: "flag.updated", before: null, after: null, affects: [{ environmentId, flags: ["any"] }] },
  }));
}
