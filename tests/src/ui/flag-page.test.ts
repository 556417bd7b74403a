import { type Client, createClient } from "@switchyard/sdk-node";
import type { Locator, Page, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { connectLaggingSdk } from "../support/lagging-sdk.ts";
import type { TestServer } from "../support/server.ts";
import { expectAccessible, expectNoSideways, type OpenUi, openUi, watchedPage } from "./open-ui.ts";

// Everything that people do on the page of one flag, against the built server and an SDK that evaluates for real.

let ui: OpenUi;
let server: TestServer;
let page: Page;
let sdk: Client;
let key: string;

beforeAll(async () => {
  ui = await openUi();
  ({ server, page } = ui);
  key = await server.api.createKey("default", "production", "server", "tests");
  sdk = createClient({ url: server.url, sdkKey: key, appName: "tests", privateAttributes: ["email"] });
  await sdk.waitForReady();
});

afterAll(async () => {
  await sdk?.close();
  // Two people save the same flag on purpose.
  await ui?.close(/409/);
});

const address = (flag: string, view = "") =>
  `${server.url}/projects/default/flags/${flag}?environment=production${view && `&view=${view}`}`;

const configuration = (flag: string) =>
  server.api.ok<{ rules: { id: string }[]; targets: { keys: string[] }[]; fallthrough: unknown; enabled: boolean }>(
    "GET",
    `/api/v1/projects/default/environments/production/flags/${flag}`,
  );

const configure = (flag: string, body: object) =>
  server.api.ok("PUT", `/api/v1/projects/default/environments/production/flags/${flag}`, body, { "if-match": "*" });

async function save(on: Page, flag: string, reason?: string): Promise<void> {
  await on.getByRole("button", { name: "Review change" }).click();
  const sheet = on.getByRole("dialog", { name: `Save ${flag} in production?` });
  if (reason) await sheet.getByLabel("Reason").fill(reason);
  await sheet.getByRole("button", { name: "Save in production" }).click();
  await sheet.waitFor({ state: "hidden" });
}

async function addTag(field: Locator, value: string): Promise<void> {
  await field.fill(value);
  await field.press("Enter");
}

describe.skipIf(noBrowser)("one flag, from the first rule to its return", () => {
  const ann = { targetingKey: "ann", country: "DE" };
  const isOn = (who: { targetingKey?: string; country?: string; email?: string }) => sdk.isEnabled("new-checkout", who);

  it("is created, and targets people by name and by rule", async () => {
    await page.goto(`${server.url}/projects/default/flags`);
    await page.getByRole("button", { name: "Create flag" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Create a flag" });
    await dialog.getByLabel("Name").fill("New checkout");
    await dialog.getByRole("button", { name: "Create flag" }).click();
    await page.getByRole("heading", { name: "New checkout", level: 1 }).waitFor();
    await page
      .getByRole("link", { name: /^Production/ })
      .first()
      .click();

    await page.getByRole("switch", { name: "On in production" }).check();
    await page.getByLabel("What everyone else gets").selectOption("off");
    await page.getByRole("button", { name: "Add rule" }).click();
    await page.getByLabel("Name of rule 1").fill("German-speaking");
    await page.getByRole("combobox", { name: "Attribute of condition 1" }).fill("country");
    await addTag(page.getByLabel("Values of condition 1", { exact: true }).first(), "DE");
    await page.getByRole("combobox", { name: "Name people for a variant" }).selectOption("on");
    await page.getByRole("textbox", { name: "Always on" }).fill("eve\nzoe\n");
    expect(isOn(ann)).toBe(false);
    await save(page, "new-checkout", "the first of them");
    await expect.poll(() => isOn(ann)).toBe(true);
    expect(isOn({ targetingKey: "eve" })).toBe(true);
    expect(isOn({ targetingKey: "bob", country: "FR" })).toBe(false);
  });

  it("says before saving what is wrong and where, and what someone would get", async () => {
    await page.getByLabel("Operator of condition 1").selectOption("semverGreaterThan");
    await page
      .getByRole("status")
      .filter({ hasText: /Rule 1, condition 1, value 1: "DE" is not a semantic version/ })
      .first()
      .waitFor();
    expect(await page.getByRole("button", { name: "Review change" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Discard" }).click();

    await page.getByLabel("Attributes", { exact: true }).fill('{ "country": "DE" }');
    await page.getByRole("button", { name: "See what they get" }).click();
    await page.getByText("on: Rule 1 (German-speaking) matched").waitFor();
  });

  it("asks nobody what someone would get with what can't be saved, nor right after it was discarded", async () => {
    const answers: number[] = [];
    const note = (response: Response) => void (response.url().endsWith("/evaluate") && answers.push(response.status()));
    page.on("response", note);
    await page.getByLabel("Operator of condition 1").selectOption("semverGreaterThan");
    await page.getByText("What is on screen can’t be saved as it is").waitFor();
    // Longer than it waits for the next letter.
    await page.waitForTimeout(400);
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("on: Rule 1 (German-speaking) matched").waitFor();
    await page.waitForTimeout(400);
    page.off("response", note);
    expect(answers.filter((status) => status !== 200)).toEqual([]);
    expect(await page.getByText("This could not be tried").count()).toBe(0);
  });

  it("ramps, and whoever was shown to join has joined", async () => {
    await page.getByRole("link", { name: "Ramp" }).click();
    await page.getByLabel("Exact percentage in production").fill("37.5");
    const joins = page.locator("[title$=': joins']");
    await joins.first().waitFor();
    const titles = await joins.evaluateAll((all) => all.map((one) => (one as HTMLElement).title.split(" ")[0]));
    await save(page, "new-checkout");
    await expect.poll(() => isOn({ targetingKey: titles[0] })).toBe(true);
    const all = Array.from({ length: 100 }, (_, index) => `user-${index + 1}`);
    expect(all.filter((targetingKey) => isOn({ targetingKey }))).toEqual(titles);
  });

  it("takes a save back", async () => {
    await page.getByRole("button", { name: /^Undo/ }).click();
    await expect.poll(() => isOn({ targetingKey: "user-2" }) || isOn({ targetingKey: "user-3" })).toBe(false);
    await expect.poll(async () => (await configuration("new-checkout")).fallthrough).toEqual({ variant: "off" });
  });

  it("shows evaluations as they happen, without what is private, and says why", async () => {
    const asking = setInterval(() => isOn({ ...ann, email: "ann@example.org" }), 100);
    await page.getByRole("navigation", { name: "Views of new-checkout" }).getByRole("link", { name: "Live" }).click();
    await page.getByText(/^1 of 1 server SDK tells of this flag/).waitFor();
    await page.getByRole("button", { name: "Why ann got on" }).first().click();
    clearInterval(asking);
    const why = page.getByRole("dialog", { name: "Why this answer" });
    await why.getByText("on: Rule 1 (German-speaking) matched").waitFor();
    expect(await why.getByText(/"email": "\[private\]"/).count()).toBe(1);
    expect(await page.getByText("ann@example.org").count()).toBe(0);
    await why.getByRole("button", { name: "Close" }).click();
    await why.waitFor({ state: "hidden" });
  });

  it("goes back to an earlier version", async () => {
    await configure("new-checkout", { enabled: true, offVariant: "off", fallthrough: { variant: "on" } });
    await expect.poll(() => isOn({ targetingKey: "bob" })).toBe(true);
    await page
      .getByRole("navigation", { name: "Views of new-checkout" })
      .getByRole("link", { name: "History" })
      .click();
    const first = page.getByRole("article").filter({ hasText: "the first of them" });
    await first.getByRole("button", { name: "Restore this version" }).click();
    const sheet = page.getByRole("dialog", { name: /^Restore new-checkout in production to version/ });
    await sheet
      .getByText(/^Nothing|evaluat/i)
      .first()
      .waitFor();
    await expectAccessible(page, "[role=dialog]");
    await sheet.getByRole("button", { name: "Restore in production" }).click();
    await expect.poll(() => isOn({ targetingKey: "bob" })).toBe(false);
    expect(isOn(ann)).toBe(true);
  });
});

describe.skipIf(noBrowser)("two people at one flag", () => {
  it("find out before anything is lost, and put theirs together", async () => {
    await server.api.createFlag("default", { key: "shared" });
    const one = page;
    const other = await watchedPage(ui.context, server, ui.faults);
    await Promise.all([one.goto(address("shared")), other.goto(address("shared"))]);
    for (const [who, on] of [
      ["ann", one],
      ["bob", other],
    ] as const) {
      await on.getByRole("combobox", { name: "Name people for a variant" }).selectOption("on");
      await on.getByRole("textbox", { name: "Always on" }).fill(who);
    }
    await other.getByRole("switch", { name: "On in production" }).check();
    await other.getByRole("button", { name: "Review change" }).click();
    await save(one, "shared");
    const sheet = other.getByRole("dialog", { name: "Save shared in production?" });
    await sheet.getByText("What they changed").waitFor();
    await sheet.getByText("The two don’t touch each other: put together, both are kept.").waitFor();
    // What is promised above is what comes of it.
    await sheet.getByText("In production: on for ann and bob;").first().waitFor();
    await sheet.getByRole("button", { name: "Put mine on top" }).click();
    await sheet.getByRole("button", { name: "Save in production" }).click();
    await sheet.waitFor({ state: "hidden" });
    expect(await configuration("shared")).toMatchObject({
      enabled: true,
      targets: [{ variant: "on", keys: ["ann", "bob"] }],
    });
    await other.close();
  });
});

describe.skipIf(noBrowser)("a kill", () => {
  it("counts up who confirmed, and names who has not", async () => {
    await server.api.createFlag("default", { key: "risky" });
    await server.api.ramp("default", "production", "risky", 100);
    const lagging = await connectLaggingSdk(server.url, key, "old-worker");
    await page.goto(address("risky"));
    await expect.poll(() => sdk.isEnabled("risky", { targetingKey: "ann" })).toBe(true);
    await page.getByRole("button", { name: "Kill in production" }).click();
    await page.getByRole("button", { name: "Kill risky" }).click();
    const dialog = page.getByRole("dialog", { name: "risky is killed in production" });
    await dialog.getByText(/^1 of 2 SDKs confirmed/).waitFor();
    await dialog.getByText(/old-worker/).waitFor();
    expect(sdk.isEnabled("risky", { targetingKey: "ann" })).toBe(false);
    lagging.close();
    await dialog.getByRole("link", { name: "History of risky" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("article", { name: "Killed risky in production" }).waitFor();
  });
});

describe.skipIf(noBrowser)("a flag with JSON values", () => {
  it("is created, split among its variants, and its values are edited", async () => {
    await page.goto(`${server.url}/projects/default/flags`);
    await page.getByRole("button", { name: "Create flag" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Create a flag" });
    await dialog.getByRole("textbox", { name: "Key", exact: true }).fill("layout");
    await dialog.getByLabel("Type").selectOption("object");
    await dialog.getByRole("textbox", { name: "Key of variant 1" }).fill("classic");
    await dialog.getByRole("textbox", { name: "Key of variant 2" }).fill("wide");
    const value = dialog.getByRole("textbox", { name: "Value of variant 2" });
    await value.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type('{ "columns": 3 }');
    await dialog.getByRole("button", { name: "Create flag" }).click();
    await page.getByRole("heading", { name: "layout", level: 1 }).waitFor();
    await page.goto(address("layout"));
    await page.getByRole("switch", { name: "On in production" }).check();
    await page.getByLabel("What everyone else gets").selectOption("a rollout");
    await page.getByLabel("Percentage of everyone else").fill("100");
    await save(page, "layout");
    await expect.poll(() => sdk.getValue("layout", { targetingKey: "ann" }, {})).toEqual({ columns: 3 });
  });
});

describe.skipIf(noBrowser)("by keyboard alone", () => {
  it("rules are put in another order", async () => {
    await server.api.createFlag("default", { key: "ordered" });
    const rule = (id: string) => ({
      id,
      name: `Rule ${id}`,
      conditions: [{ attribute: "team", operator: "equals", values: [id] }],
      serve: { variant: "on" },
    });
    await configure("ordered", {
      enabled: true,
      offVariant: "off",
      rules: ["a", "b", "c"].map(rule),
      fallthrough: { variant: "off" },
    });
    await page.goto(address("ordered"));
    await page.getByRole("button", { name: "Move rule 1 down" }).focus();
    // The focus goes with the rule; at the end of the list only the way up is left.
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.getByText("Rule a is rule 3 of 3 now.").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Move rule 3 up");
    await page.getByRole("button", { name: "Review change" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Save in production" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await configuration("ordered")).rules.map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });
});

describe.skipIf(noBrowser)("every view of a flag", () => {
  // axe takes seconds for each: in a short run every view is looked at once, in one of the two.
  const VIEWS = ["", "ramp", "live", "history", "clients", "settings"];
  const isLong = process.env.SWITCHYARD_LONG === "1";

  it.each([
    { colorScheme: "light", width: 1440, part: 0 },
    { colorScheme: "dark", width: 390, part: 1 },
  ] as const)("passes axe and fits: $colorScheme, $width pixels", async ({ colorScheme, width, part }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    for (const [index, view] of VIEWS.entries()) {
      if (!isLong && index % 2 !== part) continue;
      await page.goto(address("new-checkout", view));
      await page.getByRole("heading", { name: "New checkout", level: 1 }).waitFor();
      await page.locator("[aria-busy=true], [aria-label^=Loading]").first().waitFor({ state: "detached" });
      if (view === "") await page.getByRole("button", { name: "Edit rule 1" }).click();
      await expectAccessible(page);
      await expectNoSideways(page);
    }
  });
});
