import { afterEach, expect, it } from "vitest";
import type { Action } from "../../storage/port.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { AdminPage } from "./admin-page.case.ts";

let at: TestLive;
afterEach(() => at.close());

it.each(["request.opened", "glass.broken", "review.opened"] as const)(
  "tells an admin UI that an inbox may be another, of %s, which raises no version",
  async (action) => {
    at = await startLive({ timings: { inbox: 5 } });
    AdminPage.signIn(at);
    const page = await AdminPage.open(at);
    const project = await at.storage.project("default");
    const projectId = project?.id ?? "";
    const say = (action: Action) =>
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
      await say(action);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await first).toEqual({ type: "inbox", project: "default" });
  },
);
