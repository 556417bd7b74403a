import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { startServer } from "../support/server.ts";
import { type OpenUi, openUi } from "./open-ui.ts";

// What is typed and not saved: the browser asks before it is lost, whoever discards it goes on where they were, and the
// next person at the same screen sees nothing of it.

const FLAGS = "/projects/default/flags";
const SHOP = `${FLAGS}/checkout-v2?environment=production`;
const POLICY = "/projects/default/policies?environment=production";

/** What the browser would be told if the page were closed now. */
const asksBeforeItIsLost = (page: Page) =>
  page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));

describe.skipIf(noBrowser)("what is not saved yet", () => {
  let ui: OpenUi;
  const button = (name: string) => ui.page.getByRole("button", { name, exact: true });
  const field = (name: string) => ui.page.getByRole("textbox", { name, exact: true });
  const focused = () =>
    ui.page.evaluate(() => {
      const active = document.activeElement;
      if (active === document.body) return "nothing";
      const label = active instanceof HTMLInputElement ? active.labels?.[0]?.textContent : undefined;
      return active?.getAttribute("aria-label") ?? label ?? active?.textContent;
    });

  beforeAll(async () => {
    ui = await openUi();
    const { api } = ui.server;
    await api.ok("PUT", "/api/v1/projects/default/segments/beta", { name: "Beta", rules: [], includedKeys: ["ann"] });
    await api.createFlag("default", { key: "checkout-v2" });
    await api.createFlag("default", {
      key: "banner",
      type: "string",
      variants: [
        { key: "none", value: "" },
        { key: "sale", value: "Sale" },
      ],
    });
  });
  afterAll(() => ui?.close(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket/));

  it.each([
    ["a flag's targeting", SHOP, () => ui.page.getByRole("switch", { name: "On in production" }).click(), "On in"],
    ["a flag's settings", `${FLAGS}/banner?view=settings`, () => field("Owner").fill("Marketing"), "Name"],
    [
      "a flag's variants",
      `${FLAGS}/banner?view=settings`,
      async () => {
        await button("Edit variants").click();
        await field("Name of variant 2").fill("Winter sale");
      },
      "Edit variants",
    ],
    ["a segment", "/projects/default/segments/beta", () => field("Name").fill("Beta testers"), "Name"],
  ])("of %s is asked for before it is lost, and the keyboard stays with it", async (_, path, edit, next) => {
    await ui.goto(path);
    await ui.page.getByRole("heading", { level: 1 }).waitFor();
    await edit();
    await button("Discard").waitFor();
    expect(await asksBeforeItIsLost(ui.page)).toBe(true);
    await button("Discard").focus();
    await ui.page.keyboard.press("Enter");
    await button("Discard").waitFor({ state: "hidden" });
    expect(await asksBeforeItIsLost(ui.page)).toBe(false);
    await expect.poll(focused).toContain(next);
  });

  it("of a policy is asked for, and what is missing is said once somebody has had the chance to say it", async () => {
    await ui.goto(POLICY);
    await button("Add freeze").click();
    const name = ui.page.getByLabel("Name of freeze 1");
    await ui.page.getByText(/^It comes every week/).waitFor();
    const missing = ui.page.getByText("It needs a name");
    expect(await missing.count()).toBe(0);
    expect(await asksBeforeItIsLost(ui.page)).toBe(true);
    await button("Review change").click();
    await missing.waitFor();
    await expect.poll(focused).toBe("Name of freeze 1");
    expect(await ui.page.getByRole("dialog").count()).toBe(0);
    await name.fill("Weekends");
    await missing.waitFor({ state: "hidden" });
    // The next one is as new as the first was.
    await button("Add freeze").click();
    expect(await missing.count()).toBe(0);
    await ui.page.getByLabel("Name of freeze 2").focus();
    await ui.page.keyboard.press("Tab");
    await missing.waitFor();
    await button("Remove freeze 2").click();
    await button("Remove freeze 1").click();
    expect(await asksBeforeItIsLost(ui.page)).toBe(false);
  });

  it("stops a real reload", async () => {
    await ui.goto("/projects/default/segments/beta");
    await field("Name").click();
    await ui.page.keyboard.type(" testers");
    const asked = ui.page.waitForEvent("dialog");
    await ui.page.evaluate(() => void setTimeout(() => location.reload()));
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    expect(await field("Name").inputValue()).toBe("Beta testers");
    await button("Discard").click();
  });

  it("is still there when the server is not, is said not to be saved, and is saved once the server is back", async () => {
    await ui.goto(`${FLAGS}/checkout-v2?view=settings`);
    await field("Description").fill("What took ten minutes to write");
    await ui.server.stop();
    const lost = ui.page.getByText("The server can’t be reached: what you see may be old. Reconnecting…");
    await lost.waitFor();
    await button("Review change").click();
    const dialog = ui.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByText("The server did not answer").waitFor();
    ui.server = await startServer({ folder: dirname(ui.server.database), port: ui.server.port });
    await lost.waitFor({ state: "hidden", timeout: 30_000 });
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await ui.server.api.ok("GET", "/api/v1/projects/default/flags/checkout-v2")).toMatchObject({
      description: "What took ten minutes to write",
    });
    expect(await asksBeforeItIsLost(ui.page)).toBe(false);
  });

  it("is forgotten with everything else when somebody signs out", async () => {
    await ui.goto(SHOP);
    await ui.page.getByRole("switch", { name: "On in production" }).click();
    await button("Discard").waitFor();
    await ui.page.evaluate(() => Object.assign(window, { ofBefore: true }));
    await button("Account: Ana Lopes").click();
    await ui.page.getByRole("menuitem", { name: "Sign out" }).click();
    await ui.page.getByRole("heading", { name: "Sign in" }).waitFor();
    // No draft, no cached answer and no dialog outlives the page that held them.
    expect(await ui.page.evaluate(() => "ofBefore" in window)).toBe(false);
    await ui.page.goBack();
    await ui.page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await ui.page.getByText("checkout-v2").count()).toBe(0);
  });
});
