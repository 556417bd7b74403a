import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { joined } from "../support/people.ts";
import { PASSWORD } from "../support/person.ts";
import { DESK, expectAccessible, type OpenUi, openUi, watchedPage } from "./open-ui.ts";

// A session ends while somebody is typing: on the server, or because they signed out in another tab. What is typed waits
// until they have signed in again, and is for nobody else.

const FLAGS = "/projects/default/flags";

describe.skipIf(noBrowser)("a session that ends", () => {
  let ui: OpenUi;
  const heading = () => ui.page.getByRole("heading", { name: "Your session has ended" });
  const dialog = () => ui.page.getByRole("dialog");

  /** As in another tab: this page hears of it with its next request. */
  async function endSession(): Promise<void> {
    const headers = { origin: ui.server.url, "sec-fetch-site": "same-origin" };
    expect((await ui.context.request.delete(`${ui.server.url}/api/v1/session`, { headers })).status()).toBe(204);
  }

  async function signIn(page: Page, email?: string): Promise<void> {
    if (email) await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  beforeAll(async () => {
    ui = await openUi();
    await ui.server.api.createFlag("default", { key: "checkout-v2" });
    await (await joined(ui.browser, ui.server, { name: "Ed Editor", role: "editor" }, DESK)).close();
  });
  afterAll(() => ui?.close(/401|WebSocket/));

  it("leaves what is typed into a form as it is, behind the sign-in", async () => {
    await ui.goto(`${FLAGS}/checkout-v2?view=settings`);
    await ui.page.getByRole("textbox", { name: "Description" }).fill("What took ten minutes to write");
    await endSession();
    await ui.page.getByRole("button", { name: "Review change" }).click();
    await heading().waitFor();
    await expectAccessible(ui.page);
    expect(await ui.page.getByRole("textbox", { name: "Description" }).isVisible()).toBe(false);
    expect(await dialog().isVisible()).toBe(false);
    expect(await ui.page.getByLabel("E-mail").inputValue()).toBe("ana@example.org");
    await signIn(ui.page);
    await dialog().getByRole("button", { name: "Save" }).click();
    await dialog().waitFor({ state: "hidden" });
    expect(await ui.server.api.ok("GET", "/api/v1/projects/default/flags/checkout-v2")).toMatchObject({
      description: "What took ten minutes to write",
    });
  });

  it("leaves an open dialog open, which sends again what was refused", async () => {
    await ui.goto(FLAGS);
    await ui.page.getByRole("button", { name: "Create flag" }).click();
    await dialog().getByLabel("Name").fill("Gift cards");
    await endSession();
    await dialog().getByRole("button", { name: "Create flag" }).click();
    await heading().waitFor();
    await signIn(ui.page);
    await expect.poll(() => dialog().evaluate((one) => one.contains(document.activeElement))).toBe(true);
    await dialog().getByRole("button", { name: "Create flag" }).click();
    await ui.page.getByRole("heading", { name: "Gift cards" }).waitFor();
  });

  it("is over for a tab that comes back to the front after a sign-in in another one", async () => {
    await ui.goto(`${FLAGS}/checkout-v2?view=settings`);
    await ui.page.getByRole("textbox", { name: "Owner" }).fill("Checkout team");
    await endSession();
    await ui.page.getByRole("button", { name: "Review change" }).click();
    await heading().waitFor();
    const other = await watchedPage(ui.context, ui.server, ui.faults);
    await other.goto(`${ui.server.url}/sign-in`);
    await signIn(other, "ana@example.org");
    await other.getByRole("heading", { level: 1, name: "Default" }).waitFor();
    await other.close();
    await ui.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
    await heading().waitFor({ state: "hidden" });
    expect(await ui.page.getByRole("textbox", { name: "Owner" }).inputValue()).toBe("Checkout team");
  });

  it("gives the keyboard back to what was being typed, which is not lost in front of the sign-in either", async () => {
    await ui.goto(`${FLAGS}/checkout-v2?view=settings`);
    await ui.page.getByRole("textbox", { name: "Owner" }).fill("Payments");
    await endSession();
    // The page asks by itself whether somebody else edits the same.
    await heading().waitFor();
    const isAsked = () =>
      ui.page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
    expect(await isAsked()).toBe(true);
    await signIn(ui.page);
    await heading().waitFor({ state: "hidden" });
    await expect
      .poll(() => ui.page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value))
      .toBe("Payments");
    await ui.page.getByRole("button", { name: "Discard" }).click();
    expect(await isAsked()).toBe(false);
  });

  it("shows nobody else what was typed", async () => {
    await ui.goto(`${FLAGS}/checkout-v2?environment=production`);
    await ui.page.getByRole("switch", { name: "On in production" }).click({ force: true });
    await ui.page.getByText("Not saved yet in production").waitFor();
    await endSession();
    await ui.page.getByRole("button", { name: "Review change" }).click();
    await heading().waitFor();
    await signIn(ui.page, "ed.editor@example.org");
    await ui.page.getByRole("button", { name: "Account: Ed Editor" }).waitFor();
    await ui.page.getByRole("switch", { name: "On in production" }).waitFor();
    expect(await ui.page.getByText("Not saved yet in production").count()).toBe(0);
  });
});
