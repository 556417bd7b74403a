import { createClient } from "@switchyard/sdk-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { connectLaggingSdk } from "../support/lagging-sdk.ts";
import { joined } from "../support/people.ts";
import { DESK, expectAccessible, expectNoSideways, type OpenUi, openUi, watchedPage } from "./open-ui.ts";

// What a responder does: kills from wherever they are, in at most two presses, sees who has confirmed and who has not,
// takes it back, and kills by tag. The application is a real SDK; the one that lags confirms nothing.

const PRODUCTION = "/api/v1/projects/default/environments/production";
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
      .getByText(/^1 of 2 SDKs confirmed in [\d.]+\sm?s$/)
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
    await dialog().getByRole("button", { name: "Kill checkout-v2", exact: true }).waitFor();
    await expectAccessible(ui.page, "[role=dialog]");
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
    const kill = ui.page.getByRole("button", { name: "Kill gift-cards in production" });
    // The offer to undo what was killed before lies over the lower end for half a minute: a thumb scrolls on.
    await kill.evaluate((button) => button.scrollIntoView({ block: "center" }));
    await kill.click();
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

  it("steps back through a freeze, approvals and a request that waits, and not up again", async () => {
    const { server, browser, faults } = ui;
    const role = async (name: string, role: "editor" | "responder") =>
      watchedPage(await joined(browser, server, { name, role }, DESK), server, faults);
    const [author, responder] = await Promise.all([role("Ed Author", "editor"), role("Rob Responder", "responder")]);
    await server.api.createFlag("default", { key: "fast-lane" });
    await server.api.ramp("default", "production", "fast-lane", 50);
    await server.api.ok("PUT", `${PRODUCTION}/policy`, {
      approvals: 2,
      freezes: [{ kind: "once", name: "Launch day", from: Date.now() - 1000, until: Date.now() + 3_600_000 }],
      reason: "held twice",
    });
    const asked = await author.request.post(`${server.url}/api/v1/projects/default/requests`, {
      data: {
        title: "To everybody",
        operations: [{ kind: "ramp", environment: "production", flag: "fast-lane", percentage: 100 }],
      },
      headers: { origin: server.url, "sec-fetch-site": "same-origin" },
    });
    const { number } = (await asked.json()) as { number: number };
    const sheet = responder.getByRole("dialog");
    const propose = async (percentage: string) => {
      await responder.getByLabel("Exact percentage in production").fill(percentage);
      await responder.getByRole("button", { name: "Review change" }).click();
    };
    await responder.goto(`${server.url}/projects/default/flags/fast-lane?environment=production&view=ramp`);
    await propose("10");
    await sheet.getByText("Lowers exposure").waitFor();
    await sheet.getByRole("button", { name: "Save in production" }).click();
    await sheet.waitFor({ state: "hidden" });
    expect(await server.api.ok("GET", `${PRODUCTION}/flags/fast-lane`)).toMatchObject({
      fallthrough: { rollout: { percentage: 10 } },
    });
    await propose("50");
    await sheet.getByText("You can’t make this change").waitFor();
    expect(await sheet.getByRole("button", { name: "Save in production" }).count()).toBe(0);
    // What was proposed still waits, and says what it would do from here.
    await author.goto(`${server.url}/projects/default/requests/${number}`);
    await author.getByText("0 of 2 approvals").waitFor();
    await author.getByRole("region", { name: "fast-lane in production" }).getByText("10 %").first().waitFor();
  });

  it("did all that without a console error or a request to another origin", () => {
    expect(ui.faults).toEqual([]);
  });
});
