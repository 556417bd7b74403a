import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { joined } from "../support/people.ts";
import { DESK, expectAccessible, expectNoSideways, type OpenUi, openUi, watchedPage } from "./open-ui.ts";

// Who plans releases over the year and across time zones: freezes for holidays, changes that come again and again, requests
// that are edited until others agree, and the history for whoever checks it afterwards.

const PRODUCTION = "/api/v1/projects/default/environments/production";
const YEAR = new Date().getFullYear() + 1;

describe.skipIf(noBrowser)("a release manager", () => {
  let ui: OpenUi;
  let manager: Page;
  let author: Page;
  let approver: Page;
  const sheet = (page: Page) => page.getByRole("dialog");
  const go = (page: Page, path: string) => page.goto(`${ui.server.url}/projects/default${path}`);
  const policy = () => ui.server.api.ok<{ freezes: unknown[] }>("GET", `${PRODUCTION}/policy`);
  const configure = (flag: string, body: Record<string, unknown>) =>
    ui.server.api.ok("PUT", `${PRODUCTION}/flags/${flag}`, { offVariant: "off", ...body }, { "if-match": "*" });

  beforeAll(async () => {
    ui = await openUi();
    const { server, browser, faults } = ui;
    const own = await browser.newContext({
      ...DESK,
      timezoneId: "America/New_York",
      storageState: await ui.context.storageState(),
    });
    manager = await watchedPage(own, server, faults);
    const person = async (name: string, role: "editor" | "releaser") =>
      watchedPage(await joined(browser, server, { name, role }, DESK), server, faults);
    [author, approver] = await Promise.all([person("Ed Author", "editor"), person("Rea Approver", "releaser")]);
    for (const key of ["checkout-v2", "search-v2"]) {
      await server.api.createFlag("default", { key });
      await configure(key, { enabled: false, fallthrough: { variant: "on" } });
    }
  });
  afterAll(() => ui?.close());

  it("freezes the holidays once, by the clocks of another place, and year after year", async () => {
    await go(manager, "/policies?environment=production");
    await manager.getByRole("button", { name: "Add freeze" }).click();
    await manager.getByLabel("Name of freeze 1").fill("Holidays in Berlin");
    const first = manager.getByRole("group", { name: "Freeze 1" });
    await first.getByLabel("When freeze 1 comes").selectOption("once");
    await first.getByLabel("By the clocks of").selectOption("Europe/Berlin");
    await first.getByLabel("From").fill(`${YEAR}-12-24T00:00`);
    await first.getByLabel("To", { exact: true }).fill(`${YEAR}-12-20T00:00`);
    await first.getByText("It must end after it begins.").waitFor();
    await first.getByLabel("To", { exact: true }).fill(`${YEAR + 1}-01-02T00:00`);
    // Six hours earlier by the clocks of New York.
    await first.getByText(/23 Dec \d+, 18:00 to/).waitFor();

    await manager.getByRole("button", { name: "Add freeze" }).click();
    await manager.getByLabel("Name of freeze 2").fill("Golden Week");
    const second = manager.getByRole("group", { name: "Freeze 2" });
    await second.getByLabel("When freeze 2 comes").selectOption("cron");
    await second.getByLabel("Begins at").fill("0 0 29 4 everyday");
    await second.getByText("Its cron expression can’t be understood").waitFor();
    await second.getByLabel("Begins at").fill("0 0 29 4 *");
    await second.getByLabel("Unit of how long it lasts").selectOption("days");
    await second.getByLabel("Lasts", { exact: true }).fill("7");
    await second.getByLabel("By the clocks of").selectOption("Asia/Tokyo");
    await second.getByText("at “0 0 29 4 *” for 7 days, Asia/Tokyo time").waitFor();
    expect(await second.getByRole("listitem").allTextContents()).toHaveLength(3);
    await expectAccessible(manager);

    await manager.getByRole("combobox", { name: "And these people, whatever their role" }).fill("Ed");
    await manager.getByRole("option", { name: /^Ed Author/ }).click();
    await manager.keyboard.press("Escape");
    await manager.getByLabel("Who may break glass").selectOption("");
    await manager.getByRole("button", { name: "Review change" }).click();
    await sheet(manager).getByRole("region", { name: "Break glass" }).getByText("Ed Author").waitFor();
    await sheet(manager).getByRole("button", { name: "Save policy" }).click();
    await sheet(manager).waitFor({ state: "hidden" });
    const me = await ui.server.api.ok<{ people: { id: string; name: string }[] }>(
      "GET",
      "/api/v1/projects/default/people",
    );
    expect(await policy()).toMatchObject({
      breakGlass: { role: null, people: me.people.flatMap(({ id, name }) => (name === "Ed Author" ? [id] : [])) },
      freezes: [
        {
          kind: "once",
          name: "Holidays in Berlin",
          from: Date.parse(`${YEAR}-12-24T00:00+01:00`),
          until: Date.parse(`${YEAR + 1}-01-02T00:00+01:00`),
        },
        { kind: "recurring", cron: "0 0 29 4 *", minutes: 7 * 24 * 60, timeZone: "Asia/Tokyo" },
      ],
    });
    await go(manager, `/calendar?month=${YEAR}-12`);
    await manager.getByRole("cell").getByText("production frozen: Holidays in Berlin").first().waitFor();
  });

  it("has a flag turned on again and again, sees each time, and pauses it", async () => {
    await go(manager, `/calendar?month=${YEAR}-03`);
    await manager.getByRole("button", { name: "Schedule a change" }).click();
    await sheet(manager).getByRole("combobox", { name: "Flag" }).fill("search-v2");
    await sheet(manager).getByLabel("How often").selectOption("weekly");
    for (const day of await sheet(manager).getByRole("checkbox").all()) await day.uncheck();
    await sheet(manager).getByText("A day of the week is needed.").waitFor();
    await sheet(manager).getByRole("checkbox", { name: "Mon" }).check();
    await sheet(manager).getByLabel("At", { exact: true }).fill("09:00");
    await sheet(manager).getByLabel("By the clocks of").selectOption("Europe/Berlin");
    await sheet(manager)
      .getByText(/^Mon \d+ \w+( \d+)?, 09:00 \(.* by your clock\)$/)
      .first()
      .waitFor();
    await expectAccessible(manager);
    await sheet(manager).getByRole("button", { name: "Schedule", exact: true }).click();
    await sheet(manager).waitFor({ state: "hidden" });
    const row = manager.getByRole("list", { name: "Schedules" }).getByRole("listitem").first();
    await row.getByText("Every Monday at 09:00 (Europe/Berlin)").waitFor();
    // Summer time begins earlier in New York than in Berlin: for two weeks of March it is an hour later by the clocks there.
    await go(manager, `/calendar?month=${YEAR}-03`);
    await manager.getByRole("cell").getByText("Turn on search-v2 in production").first().waitFor();
    const times = (await manager.getByRole("cell").getByText("Turn on search-v2 in production").all()).map(
      async (entry) => (await entry.locator("..").textContent())?.slice(0, 5),
    );
    const shown = new Set(await Promise.all(times));
    expect(times.length).toBeGreaterThanOrEqual(4);
    expect(shown).toEqual(new Set(["03:00", "04:00"]));
    await manager.getByRole("button", { name: "Pause Turn on search-v2 in production" }).click();
    await row.getByText("Paused; every Monday at 09:00 (Europe/Berlin)").waitFor();
    await manager.getByRole("button", { name: "Resume Turn on search-v2 in production" }).click();
    await manager.getByRole("button", { name: "Pause Turn on search-v2 in production" }).waitFor();
    await manager.setViewportSize({ width: 390, height: 844 });
    await expectNoSideways(manager);
    await manager.setViewportSize(DESK.viewport);
    await manager.getByRole("button", { name: "Cancel Turn on search-v2 in production" }).click();
    await manager.getByText("Nothing is scheduled.").waitFor();
  });

  it("may schedule what is under review every day, as a switch that leaves the rest alone", async () => {
    await go(approver, "/flags/search-v2?environment=production");
    await approver.getByRole("switch", { name: "On in production" }).check();
    await approver.getByRole("button", { name: "Review change" }).click();
    await sheet(approver).getByRole("button", { name: "Schedule…" }).click();
    await sheet(approver).getByLabel("How often").selectOption("daily");
    await sheet(approver).getByRole("button", { name: "Schedule", exact: true }).click();
    await approver.getByRole("button", { name: "Cancel Turn on search-v2 in production" }).waitFor();
    const { schedules } = await ui.server.api.ok<{ schedules: { operations: unknown }[] }>(
      "GET",
      "/api/v1/projects/default/schedules",
    );
    expect(schedules[0]?.operations).toEqual([
      { kind: "enable", environment: "production", flag: "search-v2", seen: "any" },
    ]);
    await approver.getByRole("button", { name: "Cancel Turn on search-v2 in production" }).click();
    // The address names it, so it is still there.
    await approver.getByText("Cancelled", { exact: true }).waitFor();
  });

  it("has a request edited before it is decided, which asks for approval again, and applied by hand", async () => {
    await ui.server.api.ok("PUT", `${PRODUCTION}/policy`, { approvals: 1, reason: "four eyes" });
    await go(author, "/flags/checkout-v2?environment=production");
    await author.getByRole("switch", { name: "On in production" }).check();
    await author.getByRole("button", { name: "Review change" }).click();
    await sheet(author).getByRole("checkbox", { name: "Apply it as soon as it is approved" }).uncheck();
    await sheet(author).getByRole("button", { name: "Request approval" }).click();
    await author.getByText("0 of 1 approval").waitFor();

    await go(approver, "/requests/1");
    await approver.getByLabel("Comment").fill("looks good");
    await approver.getByRole("button", { name: "Approve", exact: true }).click();
    await approver.getByText("1 of 1 approval: it can be applied.").waitFor();

    // The author's page heard of it.
    await author.getByText("1 of 1 approval").waitFor();
    await author.getByRole("button", { name: "Edit…" }).click();
    await sheet(author).getByLabel("Title").fill("Checkout for one in ten");
    await expectAccessible(author);
    await sheet(author).getByRole("button", { name: "Save" }).click();
    await author.getByRole("heading", { name: "1: Checkout for one in ten" }).waitFor();
    await author.getByText("1 of 1 approval").waitFor();
    await author.getByRole("button", { name: "Edit…" }).click();
    await sheet(author).getByRole("button", { name: "Change checkout-v2 in production: edit in its form" }).click();
    await author.getByText("Not proposed yet in change request 1").waitFor();
    await author.getByRole("link", { name: "Ramp" }).click();
    await author.getByLabel("Exact percentage in production").fill("10");
    await author.getByRole("button", { name: "Review change" }).click();
    await expectAccessible(author);
    await sheet(author).getByRole("button", { name: "Propose it" }).click();
    await author.getByText("0 of 1 approval").waitFor();
    expect(await author.getByRole("region", { name: "Unsaved changes" }).count()).toBe(0);

    await approver.getByText("approved, of something that is no longer proposed").waitFor();
    await approver.getByRole("region", { name: "checkout-v2 in production" }).getByText("10 %").first().waitFor();
    await approver.getByRole("button", { name: "Approve", exact: true }).click();
    await approver.getByRole("button", { name: "Apply now" }).click();
    await approver.getByText("Applied", { exact: true }).first().waitFor();
    expect(await ui.server.api.ok("GET", `${PRODUCTION}/flags/checkout-v2`)).toMatchObject({
      enabled: true,
      fallthrough: { rollout: { percentage: 10 } },
    });
  });

  it("declines a request with a word, of which its author hears", async () => {
    await go(author, "/flags/search-v2?environment=production");
    await author.getByRole("switch", { name: "On in production" }).check();
    await author.getByRole("button", { name: "Review change" }).click();
    await sheet(author).getByRole("button", { name: "Request approval" }).click();
    await author.getByText("0 of 1 approval").waitFor();
    await go(approver, "/inbox");
    await approver.getByRole("link", { name: "Change search-v2 in production" }).click();
    await approver.getByLabel("Comment").fill("not before the audit");
    await approver.getByRole("button", { name: "Decline" }).click();
    await approver.getByText("Declined", { exact: true }).first().waitFor();
    await author.getByText("Declined", { exact: true }).first().waitFor();
    await go(author, "/inbox");
    await author.getByText("not before the audit").waitFor();
    await expectAccessible(author);
    await author.getByRole("button", { name: "I have seen the news" }).click();
    await author.getByText("Nothing waits for you").waitFor();
  });

  it("exports the history as it is filtered, for programs and for a sheet", async () => {
    await go(manager, "/history?environment=production");
    const saved = async (format: string) => {
      await manager.getByRole("button", { name: "Export" }).click();
      const [download] = await Promise.all([
        manager.waitForEvent("download"),
        manager.getByRole("menuitem", { name: format }).click(),
      ]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
    };
    const lines = await saved("JSON Lines");
    expect(lines.name).toBe("default-changes.jsonl");
    const changes = lines.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: number; actor: { name: string } });
    const asked = await ui.server.api.ok<{ changes: { id: number }[] }>(
      "GET",
      "/api/v1/projects/default/changes?environment=production&limit=200",
    );
    expect(changes.map(({ id }) => id)).toEqual(asked.changes.map(({ id }) => id));
    expect(new Set(changes.map(({ actor }) => actor.name))).toContain("Rea Approver");
    const table = await saved("CSV");
    expect(table.name).toBe("default-changes.csv");
    expect(table.text.split("\n")[0]).toMatch(/^id,/);
    expect(table.text).toContain("Rea Approver");
    // An auditor asks for a quarter.
    await manager.getByLabel("From").fill(`${YEAR}-01-01`);
    await manager.getByLabel("To", { exact: true }).fill(`${YEAR}-03-31`);
    await manager.getByText("No change is like that").waitFor();
    expect((await saved("CSV")).text.trim().split("\n")).toHaveLength(1);
    await manager.getByLabel("From").fill(`${YEAR - 1}-01-01`);
    await manager.getByRole("article").getByText("Rea Approver").first().waitFor();
    await expectAccessible(manager);
  });

  it("did all that without a console error or a request to another origin", () => expect(ui.faults).toEqual([]));
});
