import { createClient } from "@switchyard/sdk-node";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { joined } from "../support/people.ts";
import { DESK, expectAccessible, expectNoSideways, type OpenUi, openUi, watchedPage } from "./open-ui.ts";

// Down is free, up is guarded: an admin makes rules, an author proposes, an approver agrees, a responder kills whatever the
// rules say, and glass that was broken is looked at by somebody else. Each in a browser of their own.

const PRODUCTION = "/api/v1/projects/default/environments/production";
const FLAG = "/projects/default/flags/checkout-v2?environment=production";

/** A flag that asks a segment, and edits of both that can be taken back. */
async function seedPast(api: OpenUi["server"]["api"]): Promise<void> {
  const segment = (...includedKeys: string[]) =>
    api.ok("PUT", "/api/v1/projects/default/segments/early", { name: "Early birds", includedKeys });
  await api.createFlag("default", { key: "early-access", clientSide: true });
  await segment("ann", "bob");
  const rules = [{ id: "r", conditions: [{ operator: "inSegment", values: ["early"] }], serve: { variant: "on" } }];
  const body = { enabled: true, offVariant: "off", rules, fallthrough: { variant: "off" } };
  await api.ok("PUT", `${PRODUCTION}/flags/early-access`, body, { "if-match": "*" });
  await segment("ann");
  await api.ok("PATCH", "/api/v1/projects/default/flags/early-access", { clientSide: false });
}

describe.skipIf(noBrowser)("a guarded environment", () => {
  let ui: OpenUi;
  let sdk: ReturnType<typeof createClient>;
  let admin: Page;
  let author: Page;
  let approver: Page;
  let responder: Page;

  const isOn = () => sdk.isEnabled("checkout-v2", { targetingKey: "user-1" });
  const becomes = (on: boolean) => expect.poll(isOn, { timeout: 5000 }).toBe(on);
  const sheet = (page: Page) => page.getByRole("dialog");
  const go = (page: Page, path: string) => page.goto(`${ui.server.url}${path}`);

  /** Switches the flag on or off in the form, and opens the review. */
  async function review(page: Page, on: boolean): Promise<void> {
    await go(page, FLAG);
    await page.getByRole("switch", { name: "On in production" }).setChecked(on);
    await page.getByRole("button", { name: "Review change" }).click();
  }

  /** What the token let pass is looked at by the admin, so that nothing waits for them. */
  async function lookAtAll(): Promise<void> {
    const project = `${ui.server.url}/api/v1/projects/default`;
    const open = await admin.request.get(`${project}/after-reviews?state=open`);
    for (const { id } of (await open.json()).afterReviews) await close(admin, id);
  }

  const close = (page: Page, review: string) =>
    page.request.post(`${ui.server.url}/api/v1/projects/default/after-reviews/${review}/close`, {
      data: { note: "I was right" },
      headers: { origin: ui.server.url, "sec-fetch-site": "same-origin" },
    });

  beforeAll(async () => {
    ui = await openUi();
    const { server, browser, faults } = ui;
    admin = ui.page;
    const person = async (name: string, role: "editor" | "releaser" | "responder") =>
      watchedPage(await joined(browser, server, { name, role }, DESK), server, faults);
    [author, approver, responder] = await Promise.all([
      person("Ed Author", "editor"),
      person("Rea Approver", "releaser"),
      person("Rob Responder", "responder"),
    ]);
    await server.api.createFlag("default", { key: "checkout-v2" });
    await server.api.ok(
      "PUT",
      `${PRODUCTION}/flags/checkout-v2`,
      { enabled: false, offVariant: "off", fallthrough: { variant: "on" } },
      { "if-match": "*" },
    );
    await seedPast(server.api);
    const sdkKey = await server.api.createKey("default", "production", "server", "shop");
    sdk = createClient({ url: server.url, sdkKey, appName: "shop" });
    await sdk.waitForReady();
  });
  afterAll(async () => {
    await sdk?.close();
    await ui?.close();
  });

  it("gets its rules from an admin, who sees when a freeze comes", async () => {
    await go(admin, "/projects/default/policies?environment=production");
    await admin.getByRole("switch", { name: "A reason must be given" }).check();
    await admin.getByLabel("Approvals").fill("1");
    await admin.getByRole("button", { name: "Add freeze" }).click();
    await admin.getByLabel("Name of freeze 1").fill("Weekends");
    await admin.getByText(/^It comes every week from Friday 17:00 to Monday 09:00/).waitFor();
    expect(
      await admin
        .getByRole("listitem")
        .filter({ hasText: /^Fri \d+ \w+, 17:00 to Mon/ })
        .count(),
    ).toBe(3);
    await expectAccessible(admin);
    await admin.getByRole("button", { name: "Remove freeze 1" }).click();
    await admin.getByRole("button", { name: "Review change" }).click();
    await sheet(admin).getByRole("region", { name: "Approvals" }).getByText("1 other person must approve").waitFor();
    await sheet(admin).getByRole("button", { name: "Save policy" }).click();
    await sheet(admin).waitFor({ state: "hidden" });
    expect(await ui.server.api.ok("GET", `${PRODUCTION}/policy`)).toMatchObject({ requireReason: true, approvals: 1 });
  });

  it("loses nothing of what one admin edits when another saves, and tells them", async () => {
    const save = (policy: object) => ui.server.api.ok("PUT", `${PRODUCTION}/policy`, policy);
    const approvals = admin.getByLabel("Approvals");
    await approvals.fill("2");
    await save({
      requireReason: true,
      approvals: 1,
      breakGlass: { role: "releaser", people: [] },
      reason: "by another",
    });
    await admin.getByText("Changed while you were editing: Break glass").waitFor();
    await admin.getByText("That is kept, beside what you changed.").waitFor();
    expect(await approvals.inputValue()).toBe("2");
    expect(await admin.getByLabel("Who may break glass").inputValue()).toBe("releaser");
    await save({ requireReason: true, approvals: 3, reason: "by another" });
    await admin.getByText("Yours is kept here, and would replace theirs: Approvals.").waitFor();
    expect(await approvals.inputValue()).toBe("2");
    await expectAccessible(admin);
    await save({ requireReason: true, approvals: 1, reason: "as it was" });
    await approvals.fill("1");
    await admin.getByText("Changed while you were editing").waitFor({ state: "hidden" });
    await lookAtAll();
  });

  it("asks the admin for a reason before it lets more pass", async () => {
    await admin.getByLabel("Approvals").fill("0");
    await admin.getByRole("button", { name: "Review change" }).click();
    const save = sheet(admin).getByRole("button", { name: "Save policy" });
    await sheet(admin).getByText("Needed here; the history shows it").waitFor();
    expect(await save.isDisabled()).toBe(true);
    await sheet(admin).getByLabel("Reason").fill("a quiet week");
    expect(await save.isEnabled()).toBe(true);
    await sheet(admin).getByRole("button", { name: "Keep editing" }).click();
  });

  it("holds what an author changes, and takes it as a proposal with a reason", async () => {
    await review(author, true);
    await sheet(author).getByText("It needs somebody’s approval").waitFor();
    expect(await sheet(author).getByRole("button", { name: "Save in production" }).count()).toBe(0);
    expect(await sheet(author).getByRole("button", { name: "Break glass…" }).count()).toBe(0);
    expect(await sheet(author).getByRole("button", { name: "Request approval" }).isDisabled()).toBe(true);
    await expectAccessible(author);
    await sheet(author).getByLabel("Reason").fill("everybody waits for it");
    await sheet(author).getByRole("button", { name: "Request approval" }).click();
    await sheet(author).waitFor({ state: "hidden" });
    await author.getByText("It is yours, so others approve it.").waitFor();
    expect(await author.getByRole("button", { name: "Approve", exact: true }).count()).toBe(0);
    expect(isOn()).toBe(false);
  });

  it("has it approved by somebody else, who sees the change in words, and does it then", async () => {
    await go(approver, "/projects/default");
    const waiting = approver.getByRole("region", { name: "Waits for you" });
    await waiting.getByText(/^Waits for approval/).waitFor();
    await expectAccessible(approver);
    await waiting.getByRole("link", { name: /Change checkout-v2 in production/ }).click();
    const what = approver.getByRole("region", { name: "checkout-v2 in production" });
    await what.getByText("Raises exposure").waitFor();
    await expectAccessible(approver);
    await approver.getByLabel("Comment").fill("go on");
    await approver.getByRole("button", { name: "Approve", exact: true }).click();
    await becomes(true);
    await approver.getByText("Applied", { exact: true }).first().waitFor();
    await approver.getByText("go on").waitFor();
    // The author's screen follows by itself.
    await author.getByText("go on").waitFor();
  });

  it.each([
    ["a segment", "Saved segment early", "early", "/segments/early", { includedKeys: ["ann", "bob"] }],
    ["a flag's facts", "Edited flag early-access", "early-access", "/flags/early-access", { clientSide: true }],
  ])("takes what History would restore of %s as a proposal, too", async (_, change, thing, path, then) => {
    await go(author, "/projects/default/history");
    const article = author.getByRole("article", { name: change }).first();
    await article.getByRole("button", { name: "Restore what was before" }).click();
    await sheet(author).getByText("It needs somebody’s approval").waitFor();
    await expectAccessible(author, "[role=dialog]");
    expect(await sheet(author).getByRole("button", { name: "Restore", exact: true }).count()).toBe(0);
    await sheet(author).getByLabel("Reason").fill("it was better");
    await sheet(author).getByRole("button", { name: "Request approval" }).click();
    await author.getByRole("heading", { name: `Restore ${thing} to what it was before`, level: 1 }).waitFor();
    await approver.goto(author.url());
    await approver.getByRole("button", { name: "Approve", exact: true }).click();
    await approver.getByText("Applied", { exact: true }).first().waitFor();
    expect(await ui.server.api.ok("GET", `/api/v1/projects/default${path}`)).toMatchObject(then);
  });

  it("is killed by a responder in two presses, whatever the rules say, and is not raised by one", async () => {
    // Switching off lowers: that is theirs, too. Switching on isn't.
    await review(responder, false);
    await sheet(responder).getByRole("button", { name: "Save in production" }).waitFor();
    await sheet(responder).getByRole("button", { name: "Keep editing" }).click();
    await responder.getByRole("button", { name: "Discard" }).click();
    await go(responder, "/projects/default/incident?environment=production");
    await responder.getByRole("button", { name: "Kill checkout-v2 in production" }).click();
    await sheet(responder).getByRole("button", { name: "Kill checkout-v2", exact: true }).click();
    await becomes(false);
    await sheet(responder)
      .getByText(/^1 of 1 SDK confirmed/)
      .waitFor();
    await sheet(responder).getByRole("button", { name: "Done" }).click();
    await go(responder, "/projects/default/incident?environment=production");
    const restore = responder.getByRole("button", { name: "Restore checkout-v2 in production" });
    expect(await restore.getAttribute("aria-description")).toBe(
      "This needs the role editor in production; you are responder there.",
    );
    await expectAccessible(responder);
  });

  it("is restored by broken glass, which waits in the inbox until somebody else has looked at it", async () => {
    await go(admin, FLAG);
    await admin.getByRole("button", { name: "Restore in production" }).click();
    await sheet(admin).getByText("It needs somebody’s approval").waitFor();
    await sheet(admin).getByLabel("Reason").fill("the kill was a mistake");
    await sheet(admin).getByRole("button", { name: "Break glass…" }).click();
    const isSeen = (one: Element) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    };
    expect(await sheet(admin).getByRole("region", { name: "Break glass" }).evaluate(isSeen)).toBe(true);
    await expectAccessible(admin);
    await sheet(admin).getByRole("button", { name: "Break glass and save now" }).click();
    await becomes(true);

    await go(approver, "/projects/default/inbox");
    await approver.getByRole("link", { name: /^Inbox [1-9]/ }).waitFor();
    await expectAccessible(approver);
    // Whoever broke the glass is not asked, and not listened to.
    await go(admin, "/projects/default/inbox");
    await admin.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
    await admin.getByText("Nothing waits for you").waitFor();
    const found = (await (await approver.request.get(`${ui.server.url}/api/v1/projects/default/inbox`)).json()) as {
      items: { afterReview: string | null }[];
    };
    const review = found.items.find(({ afterReview }) => afterReview !== null)?.afterReview;
    const refused = await close(admin, String(review));
    expect(refused.status()).toBe(403);
    await approver.getByRole("button", { name: "Look at it" }).click();
    await sheet(approver).getByLabel("What you found").fill("it was right");
    await sheet(approver).getByRole("button", { name: "I have looked at it" }).click();
    await approver.getByRole("button", { name: "Look at it" }).waitFor({ state: "detached" });
  });

  it("has several flags turned on by one request, which is reviewed once and done as one change", async () => {
    for (const key of ["gift-cards", "gift-wrap"]) {
      await ui.server.api.createFlag("default", { key });
      await ui.server.api.ok(
        "PUT",
        `${PRODUCTION}/flags/${key}`,
        { enabled: false, offVariant: "off", fallthrough: { variant: "on" } },
        { "if-match": "*" },
      );
    }
    const select = async (where: string) => {
      await go(author, "/projects/default/flags?q=gift");
      for (const key of ["gift-cards", "gift-wrap"]) await author.getByLabel(`Select ${key}`).check();
      await author.getByRole("button", { name: "Turn on" }).click();
      await author.getByRole("menuitem", { name: `Turn on in ${where}` }).click();
    };
    await select("production");
    await sheet(author).getByText("It needs somebody’s approval").waitFor();
    await expectAccessible(author, "[role=dialog]");
    await sheet(author).getByLabel("Reason").fill("the shop sells gifts");
    await sheet(author).getByRole("checkbox", { name: "Apply it as soon as it is approved" }).uncheck();
    await sheet(author).getByRole("button", { name: "Request approval" }).click();
    await author.getByRole("heading", { name: /: Turn on 2 flags in production$/ }).waitFor();
    await approver.goto(author.url());
    for (const key of ["gift-cards", "gift-wrap"])
      await approver
        .getByRole("region", { name: `${key} in production` })
        .getByText("Raises exposure")
        .waitFor();
    await approver.getByRole("button", { name: "Approve", exact: true }).click();
    await approver.getByText("1 of 1 approval: it can be applied.").waitFor();
    const now = async (where: string) =>
      Promise.all(
        ["gift-cards", "gift-wrap"].map((key) =>
          ui.server.api.ok<{ enabled: boolean }>("GET", `/api/v1/projects/default/environments/${where}/flags/${key}`),
        ),
      );
    expect((await now("production")).map(({ enabled }) => enabled)).toEqual([false, false]);
    await approver.getByRole("button", { name: "Apply now" }).click();
    await approver.getByText("Applied", { exact: true }).first().waitFor();
    expect((await now("production")).map(({ enabled }) => enabled)).toEqual([true, true]);
    const { changes } = await ui.server.api.ok<{ changes: { action: string; version: number; flag: string }[] }>(
      "GET",
      "/api/v1/projects/default/changes?environment=production&limit=2",
    );
    expect(new Set(changes.map(({ flag }) => flag))).toEqual(new Set(["gift-cards", "gift-wrap"]));
    expect(changes[0]?.version).toBe(changes[1]?.version);

    // Where nothing holds it, it is done at once, and taken back in one press.
    await select("staging");
    await sheet(author).getByRole("button", { name: "Turn on 2 flags" }).click();
    await sheet(author).waitFor({ state: "hidden" });
    expect((await now("staging")).map(({ enabled }) => enabled)).toEqual([true, true]);
    await author.getByRole("button", { name: /^Undo/ }).click();
    await author.getByText("2 flags as before").waitFor();
    expect((await now("staging")).map(({ enabled }) => enabled)).toEqual([false, false]);
  });

  it("has an outdated proposal shown as what it would do now", async () => {
    await ui.server.api.ok("POST", `${PRODUCTION}/flags/checkout-v2/kill`, {});
    await go(author, FLAG);
    await author.getByRole("button", { name: "Restore in production" }).click();
    await sheet(author).getByLabel("Reason").fill("it is mended");
    await sheet(author).getByRole("checkbox", { name: "Apply it as soon as it is approved" }).uncheck();
    await sheet(author).getByRole("button", { name: "Request approval" }).click();
    await author.getByText("0 of 1 approval").waitFor();
    await ui.server.api.ok(
      "PUT",
      `${PRODUCTION}/flags/checkout-v2`,
      { enabled: true, offVariant: "off", fallthrough: { variant: "off" } },
      { "if-match": "*" },
    );
    await author.getByText("What it would change is another thing now").waitFor();
    await expectAccessible(author);
    await author.getByRole("button", { name: "Withdraw" }).click();
    await author.getByText("Withdrawn", { exact: true }).first().waitFor();
  });

  it("takes a change for a time of its own, which is in the calendar, and can be cancelled", async () => {
    await ui.server.api.ok(
      "PUT",
      `${PRODUCTION}/flags/checkout-v2`,
      { enabled: true, offVariant: "off", fallthrough: { variant: "on" } },
      { "if-match": "*" },
    );
    await ui.server.api.ok("PUT", `${PRODUCTION}/policy`, {
      freezes: [{ kind: "once", name: "Launch day", from: Date.now() - 1000, until: Date.now() + 3_600_000 }],
      reason: "only frozen",
    });
    await go(approver, FLAG);
    await approver.getByRole("button", { name: "Restore in production" }).click();
    await sheet(approver).getByText("It is frozen", { exact: true }).waitFor();
    await sheet(approver).getByRole("button", { name: "Schedule…" }).click();
    await expectAccessible(approver);
    await sheet(approver).getByRole("button", { name: "Schedule", exact: true }).click();
    await sheet(approver).waitFor({ state: "hidden" });
    await approver.getByRole("cell").getByText("production frozen: Launch day").first().waitFor();
    await approver.getByRole("cell").getByText("Restore checkout-v2 in production").first().waitFor();
    await expectAccessible(approver);
    await approver.setViewportSize({ width: 390, height: 844 });
    await approver.getByRole("region", { name: "Days of the month" }).waitFor();
    await expectNoSideways(approver);
    await expectAccessible(approver);
    await approver.setViewportSize(DESK.viewport);
    await approver.getByRole("button", { name: "Cancel Restore checkout-v2 in production" }).click();
    await approver.getByText("Cancelled", { exact: true }).waitFor();
  });

  it("did all that without a console error or a request to another origin", () => expect(ui.faults).toEqual([]));
});
