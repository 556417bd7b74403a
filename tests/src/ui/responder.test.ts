import { createClient } from "@switchyard/sdk-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { connectLaggingSdk } from "../support/lagging-sdk.ts";
import { expectAccessible, expectNoSideways, type OpenUi, openUi } from "./open-ui.ts";

// What a responder does: kills from wherever they are, in at most two presses, sees who has confirmed and who has not,
// takes it back, and kills by tag. The application is a real SDK; the one that lags confirms nothing.

const FLAGS = ["checkout-v2", "express-pay", "gift-cards"];

describe.skipIf(noBrowser)("a responder", () => {
  let ui: OpenUi;
  let sdk: ReturnType<typeof createClient>;
  let lagging: Awaited<ReturnType<typeof connectLaggingSdk>>;

  const isOn = (flag: string) => sdk.isEnabled(flag, { targetingKey: "user-1" });
  const becomes = (flag: string, on: boolean) => expect.poll(() => isOn(flag), { timeout: 5000 }).toBe(on);
  const dialog = () => ui.page.getByRole("dialog");
  const confirm = (flag: string) =>
    dialog()
      .getByRole("button", { name: `Kill ${flag}`, exact: true })
      .click();

  /** The receipt counts the SDK that obeyed, and names the one that did not. */
  async function receiptNamesWhoLags(): Promise<void> {
    await dialog()
      .getByText(/^1 of 2 SDKs confirmed in [\d.]+ m?s$/)
      .waitFor();
    await dialog().getByText("mail-worker (mail-worker-7f3a)").waitFor();
  }

  beforeAll(async () => {
    ui = await openUi();
    const { server } = ui;
    for (const key of FLAGS) {
      await server.api.createFlag("default", { key, tags: key === "gift-cards" ? [] : ["checkout"] });
      await server.api.ramp("default", "production", key, 100);
    }
    const key = await server.api.createKey("default", "production", "server", "shop");
    sdk = createClient({ url: server.url, sdkKey: key, appName: "shop" });
    await sdk.waitForReady();
    lagging = await connectLaggingSdk(server.url, key, "mail-worker");
  });
  afterAll(async () => {
    lagging?.close();
    await sdk?.close();
    await ui?.close();
  });

  it("kills from the list in two presses, and takes it back", async () => {
    await ui.goto("/projects/default/flags");
    await ui.page.getByRole("button", { name: "Kill checkout-v2 in production" }).click();
    await expectAccessible(ui.page);
    await confirm("checkout-v2");
    await receiptNamesWhoLags();
    await becomes("checkout-v2", false);
    await dialog().getByRole("button", { name: "Done" }).click();
    // The way back stays at the edge of the screen.
    await ui.page.getByText("checkout-v2 is killed in production").waitFor();
    await expectAccessible(ui.page);
    await ui.page.getByRole("button", { name: /^Undo \(\d+ s\)$/ }).click();
    await becomes("checkout-v2", true);
  });

  it("kills from the palette: by words, Enter, and the confirmation", async () => {
    await ui.page.keyboard.press("Control+k");
    await ui.page.getByLabel("Command", { exact: true }).fill("kill gift prod");
    await ui.page.getByText("Kill gift-cards in production").waitFor();
    await expectAccessible(ui.page);
    await ui.page.keyboard.press("Enter");
    await confirm("gift-cards");
    await receiptNamesWhoLags();
    await becomes("gift-cards", false);
    await dialog().getByRole("button", { name: /^Undo/ }).click();
    await becomes("gift-cards", true);
  });

  it("ramps and goes elsewhere from the palette, too", async () => {
    await ui.page.keyboard.press("Control+k");
    await ui.page.getByLabel("Command", { exact: true }).fill("ramp gift 0 prod");
    await ui.page.getByText("Ramp gift-cards to 0 % in production").waitFor();
    await ui.page.keyboard.press("Enter");
    await dialog().getByRole("button", { name: "Save in production" }).click();
    await becomes("gift-cards", false);
    await ui.page.getByRole("button", { name: /^Undo/ }).click();
    await becomes("gift-cards", true);
    await ui.page.keyboard.press("Control+k");
    await ui.page.getByLabel("Command", { exact: true }).fill("incident");
    await ui.page.getByText("Go to Incident").waitFor();
    await ui.page.keyboard.press("Enter");
    await ui.page.getByRole("heading", { name: "Incident" }).waitFor();
  });

  it("kills by tag, all in one, with one receipt for all", async () => {
    await expectAccessible(ui.page);
    await ui.page.getByRole("button", { name: "Kill by tag" }).click();
    await dialog().getByRole("combobox", { name: "Tag" }).fill("checkout");
    await dialog().getByText("gets the off variant of 2 flags").waitFor();
    await expectAccessible(ui.page);
    await dialog().getByText("Errors", { exact: true }).click();
    await dialog().getByRole("button", { name: "Kill 2 flags" }).click();
    await receiptNamesWhoLags();
    await becomes("checkout-v2", false);
    await becomes("express-pay", false);
    expect(isOn("gift-cards")).toBe(true);
    await dialog().getByRole("button", { name: "Done" }).click();
  });

  it("restores one of them, reviewed, and the others stay killed", async () => {
    await ui.page.getByRole("button", { name: "Restore express-pay in production" }).click();
    await dialog().getByRole("button", { name: "Restore in production" }).click();
    await becomes("express-pay", true);
    expect(isOn("checkout-v2")).toBe(false);
    await ui.page.getByRole("button", { name: "Restore checkout-v2 in production" }).waitFor();
  });

  it("kills on a phone in two presses", async () => {
    await ui.page.setViewportSize({ width: 390, height: 844 });
    await ui.page.getByRole("link", { name: "Incident" }).click();
    await expectNoSideways(ui.page);
    await expectAccessible(ui.page);
    await ui.page.getByRole("button", { name: "Kill gift-cards in production" }).click();
    await confirm("gift-cards");
    await receiptNamesWhoLags();
    await becomes("gift-cards", false);
    await dialog().getByRole("button", { name: "Done" }).click();
    await ui.page.getByRole("button", { name: "More" }).click();
    await ui.page.getByRole("menuitem", { name: "Clients" }).click();
    await ui.page.getByText("mail-worker-7f3a").waitFor();
    await expectNoSideways(ui.page);
    await expectAccessible(ui.page);
    await ui.page.setViewportSize({ width: 1440, height: 900 });
  });

  it("did all that without a console error or a request to another origin", () => {
    expect(ui.faults).toEqual([]);
  });
});
