import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser } from "./support/browser.ts";
import { type Demo, npmStart } from "./support/demo.ts";
import { temporaryFolder } from "./support/server.ts";

// What a new user does with `npm start`: sets up, creates a flag, ramps it while watching the shop, kills it, reads the
// receipt, restores it, and finds out who did what. Each step builds on the one before.

const folder = temporaryFolder();
let demo: Demo;
let browser: Browser;
let context: BrowserContext;
let admin: Page;
let shop: Page;
let setupLink = "";
const consoleErrors: string[] = [];
const foreignRequests: string[] = [];

beforeAll(async () => {
  demo = npmStart({
    PORT: "0",
    SHOP_PORT: "0",
    SWITCHYARD_DATABASE: `file:${join(folder.path, "switchyard.db")}`,
  });
  browser = await launchBrowser();
  [, setupLink = ""] = await demo.line(/^Set up the first admin: (\S+)/, 90_000);
  const [, shopUrl = ""] = await demo.line(/^The shop is open on (\S+)/);
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(10_000);
  [admin, shop] = await Promise.all([context.newPage(), context.newPage()]);
  for (const page of [admin, shop]) {
    page.on(
      "console",
      (message) => message.type() === "error" && consoleErrors.push(`${message.text()} ${message.location().url}`),
    );
    page.on("pageerror", (error) => consoleErrors.push(String(error)));
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^(http|ws)/.test(protocol) && hostname !== "localhost") foreignRequests.push(request.url());
    });
  }
  await shop.goto(shopUrl);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  demo?.signal("SIGINT");
  await demo?.exit;
  folder.remove();
});

/** The numbers of the shoppers that get the new checkout, as the page shows them. */
const exposed = () =>
  shop.$$eval("#grid .dot.in", (dots) => dots.map((dot) => Number((dot as HTMLElement).dataset.shopper)));

/** Sets the percentage and goes through the review; resolves when the shop shows it, with who is in. */
async function rampTo(percentage: number, reason?: string): Promise<number[]> {
  await admin.getByRole("button", { name: `${percentage} %`, exact: true }).click();
  await saveReviewed(reason);
  await expect.poll(async () => (await exposed()).length, { timeout: 5000 }).toSatisfy(near(percentage));
  return exposed();
}

async function saveReviewed(reason?: string): Promise<void> {
  await admin.getByRole("button", { name: "Review change" }).click();
  const sheet = admin.getByRole("dialog", { name: "Save new-checkout in production?" });
  if (reason) await sheet.getByLabel("Reason").fill(reason);
  await sheet.getByRole("button", { name: "Save in production" }).click();
  await sheet.waitFor({ state: "hidden" });
}

/** Of 100 shoppers about as many as the percentage says: within four standard deviations. */
const near = (percentage: number) => (count: number) => {
  const p = percentage / 100;
  return Math.abs(count - percentage) <= 4 * Math.sqrt(100 * p * (1 - p));
};

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
}

describe.skipIf(noBrowser)("from the set-up link to the history", () => {
  it("makes the first admin, once", async () => {
    await admin.goto(setupLink);
    await expectAccessible(admin);
    await admin.getByLabel("Your name").fill("Ana Lopes");
    await admin.getByLabel("E-mail").fill("ana@example.org");
    await admin.getByRole("textbox", { name: "Password" }).fill("a few quiet words");
    await admin.getByRole("button", { name: "Create the account" }).click();
    await admin.getByRole("heading", { name: "Demo shop", level: 1 }).waitFor();
    await expectAccessible(admin);
    await admin.getByRole("link", { name: "Flags", exact: true }).click();
    await admin.getByRole("heading", { name: "Flags", level: 1 }).waitFor();

    const again = await context.newPage();
    await again.goto(setupLink);
    await again.getByText("Already set up").waitFor();
    await again.close();
  });

  it("creates a flag that is off everywhere", async () => {
    await expectAccessible(admin);
    await admin.getByRole("button", { name: "Create flag" }).first().click();
    const dialog = admin.getByRole("dialog", { name: "Create a flag" });
    await dialog.getByLabel("Name").fill("New checkout");
    expect(await dialog.getByRole("textbox", { name: "Key" }).inputValue()).toBe("new-checkout");
    await dialog.getByRole("switch", { name: "Browsers may see it" }).check();
    await dialog.getByRole("button", { name: "Create flag" }).click();
    await admin.getByRole("heading", { name: "New checkout", level: 1 }).waitFor();
    await admin
      .getByRole("link", { name: /production/i })
      .first()
      .click();
    await expectAccessible(admin);
    expect(await exposed()).toEqual([]);
  });

  it("ramps 5, 25, 50 without a reload of the shop, and whoever is in stays in", async () => {
    await admin.getByRole("switch", { name: "On in production" }).check();
    await admin.getByRole("link", { name: "Ramp" }).click();
    const at5 = await rampTo(5, "first shoppers");
    const at25 = await rampTo(25);
    const at50 = await rampTo(50);
    expect(at25).toEqual(expect.arrayContaining(at5));
    expect(at50).toEqual(expect.arrayContaining(at25));
    // The browser SDK answers like the Node SDK for the visitor's own shopper.
    await shop.getByText("Both agree.").waitFor();
  });

  it("kills: all dark at once, and every connected SDK has confirmed", async () => {
    const before = await exposed();
    await admin.getByRole("button", { name: "Kill in production" }).click();
    await expectAccessible(admin);
    await admin.getByRole("button", { name: "Kill new-checkout" }).click();
    await admin
      .getByRole("dialog")
      .getByText(/^2 of 2 SDKs confirmed in [\d.]+\sm?s$/)
      .waitFor();
    await expect.poll(exposed, { timeout: 1000 }).toEqual([]);
    await expectAccessible(admin);

    await admin.getByRole("button", { name: "Done" }).click();
    await admin.getByRole("button", { name: "Restore in production" }).click();
    const sheet = admin.getByRole("dialog", { name: "Restore new-checkout in production?" });
    await sheet.getByLabel("Reason").fill("it was a drill");
    await sheet.getByRole("button", { name: "Restore in production" }).click();
    await expect.poll(exposed, { timeout: 5000 }).toEqual(before);
  });

  it("takes a kill back within 30 seconds", async () => {
    const before = await exposed();
    await admin.getByRole("button", { name: "Kill in production" }).click();
    await admin.getByText("Errors", { exact: true }).click();
    await admin.getByRole("button", { name: "Kill new-checkout" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: /^Undo/ }).click();
    await expect.poll(exposed, { timeout: 5000 }).toEqual(before);
  });

  it("tells who did what and why", async () => {
    await admin.getByRole("link", { name: "History" }).last().click();
    await admin.getByText("Created flag new-checkout").first().waitFor();
    await expectAccessible(admin);
    const text = await admin.getByRole("main").textContent();
    for (const words of ["Killed new-checkout in production", "Restored new-checkout in production", "Ana Lopes"])
      expect(text).toContain(words);
    for (const reason of ["first shoppers", "it was a drill", "Errors"]) expect(text).toContain(reason);
  });

  it("shows what someone else does without a reload", async () => {
    await admin.goto(new URL("/projects/demo/flags/new-checkout?environment=production", admin.url()).href);
    const other = await context.newPage();
    await other.goto(admin.url());
    await other.getByRole("button", { name: "Kill in production" }).click();
    await other.getByRole("button", { name: "Kill new-checkout" }).click();
    await admin.getByRole("button", { name: "Restore in production" }).waitFor();
    await other.getByRole("dialog").getByRole("button", { name: /^Undo/ }).click();
    await admin.getByRole("button", { name: "Kill in production" }).waitFor();
    await other.close();
  });

  it("works on a phone: kill in two presses, nothing wider than the screen", async () => {
    await admin.setViewportSize({ width: 390, height: 844 });
    const width = () => admin.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(390);
    await expectAccessible(admin);
    await admin.getByRole("button", { name: "Kill in production" }).click();
    await admin.getByRole("button", { name: "Kill new-checkout" }).click();
    await admin
      .getByRole("dialog")
      .getByText(/^2 of 2 SDKs confirmed/)
      .waitFor();
    await expect.poll(exposed, { timeout: 1000 }).toEqual([]);
    await admin.getByRole("button", { name: "Done" }).click();
    await admin.getByRole("link", { name: "Flags" }).first().click();
    await admin.getByText("new-checkout").first().waitFor();
    expect(await width()).toBeLessThanOrEqual(390);
    await expectAccessible(admin);
  });

  it("did all that without a console error or a request to another host", () => {
    expect(consoleErrors).toEqual([]);
    expect(foreignRequests).toEqual([]);
  });
});
