import { afterEach, expect, it } from "vitest";
import { AdminPage } from "./admin-page.case.ts";
import { startLive, type TestLive } from "./live.case.ts";

let at: TestLive;
afterEach(() => at.close());

it("tells an admin UI that an inbox may be another, once per look, also of changes that raise no version", async () => {
  at = await startLive({ timings: { inbox: 5 } });
  AdminPage.signIn(at);
  const page = await AdminPage.open(at);
  const project = await at.storage.project("default");
  const projectId = project?.id ?? "";
  const say = (action: "request.opened" | "project.updated") =>
    at.storage.change({ actor: { kind: "system", id: "t", name: "t" } }, async () => ({
      result: undefined,
      change: { action, projectId, before: null, after: null, affects: [] },
    }));
  // What was there when it came is no news.
  let told = false;
  const first = page
    .next((event) => event.type === "inbox")
    .then((event) => {
      told = true;
      return event;
    });
  await say("project.updated");
  while (!told) {
    await say("request.opened");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await first).toEqual({ type: "inbox", project: "default" });
});
