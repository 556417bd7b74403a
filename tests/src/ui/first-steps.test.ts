import { createClient } from "@switchyard/sdk-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { expectAccessible, type OpenUi, openUi } from "./open-ui.ts";

// From an empty project to the first evaluation of a real application, then the things that are set up once.

describe.skipIf(noBrowser)("first steps", () => {
  let ui: OpenUi;
  let sdk: ReturnType<typeof createClient> | undefined;
  let asking: ReturnType<typeof setInterval> | undefined;

  beforeAll(async () => {
    ui = await openUi();
  });
  afterAll(async () => {
    clearInterval(asking);
    await sdk?.close();
    await ui?.close();
  });

  it("begin with a flag", async () => {
    await ui.goto("/");
    await ui.page.getByText("Create the first flag").waitFor();
    await expectAccessible(ui.page);
    await ui.page.getByRole("button", { name: "Connect an application" }).click();
    // The page before has such a button, too.
    await ui.page.getByRole("heading", { name: "Connect an application" }).waitFor();
    await ui.page.getByRole("button", { name: "Create flag" }).click();
    const dialog = ui.page.getByRole("dialog", { name: "Create a flag" });
    await dialog.getByLabel("Name").fill("Checkout v2");
    await dialog.getByRole("button", { name: "Create flag" }).click();
    await ui.page.getByText("Waiting for your application in development…").waitFor();
    await expectAccessible(ui.page);
  });

  it("give lines with a real key, and show the application connect and its first evaluation", async () => {
    await ui.server.api.ramp("default", "development", "checkout-v2", 100);
    await ui.page.getByRole("button", { name: "Create a server key for Development" }).click();
    await ui.page.getByText("The key is in these lines").waitFor();
    const code = await ui.page.locator("pre").last().textContent();
    const [, url, sdkKey] = /url: "([^"]+)",\s+sdkKey: "(sw_server_[^"]+)"/.exec(code ?? "") ?? [];
    expect({ url, key: sdkKey?.length }).toMatchObject({ url: ui.server.url, key: expect.any(Number) });

    sdk = createClient({ url, sdkKey, appName: "my-app" });
    await sdk.waitForReady();
    asking = setInterval(() => sdk?.isEnabled("checkout-v2", { targetingKey: "user-1" }), 100);
    await ui.page.getByText(/^my-app, /).waitFor();
    await ui.page.getByText("checkout-v2 for user-1 → on").waitFor({ timeout: 20_000 });
    await expectAccessible(ui.page);
  });

  it("make a segment of thousands, which can't be deleted while it is used", async () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `user-${i}`).join("\n");
    await ui.goto("/projects/default/segments");
    await ui.page.getByRole("button", { name: "Create segment" }).first().click();
    await ui.page.getByLabel("Name").fill("Beta testers");
    await ui.page.getByRole("dialog").getByRole("button", { name: "Create segment" }).click();
    await ui.page.getByRole("region", { name: "Included keys" }).getByRole("button", { name: "Add keys" }).click();
    await ui.page.getByLabel("Keys", { exact: true }).evaluate((field, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", text);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, `${keys}\nuser-1`);
    await ui.page.getByText("5,000 new keys; 1 repeated").waitFor();
    await ui.page.getByRole("button", { name: "Add 5,000 keys" }).click();
    await ui.page.getByRole("button", { name: "Review change" }).click();
    await ui.page.getByText("5,000 keys more included").waitFor();
    await expectAccessible(ui.page);
    await ui.page.getByRole("button", { name: "Save for later use" }).click();
    await ui.page.getByText("Segment beta-testers is saved").waitFor();

    await ui.server.api.ok(
      "PUT",
      "/api/v1/projects/default/environments/production/flags/checkout-v2",
      {
        enabled: true,
        offVariant: "off",
        rules: [
          { id: "r", conditions: [{ operator: "inSegment", values: ["beta-testers"] }], serve: { variant: "on" } },
        ],
        fallthrough: { variant: "off" },
      },
      { "if-match": "*" },
    );
    await ui.page.getByRole("region", { name: "Used by" }).getByRole("link", { name: "checkout-v2" }).waitFor();
    await ui.page.getByRole("button", { name: "Delete segment" }).click();
    await ui.page.getByText("It can’t be deleted: checkout-v2 uses it.").waitFor();
    expect(await ui.page.getByRole("button", { name: "Delete beta-testers" }).isDisabled()).toBe(true);
    await ui.page.keyboard.press("Escape");
  });

  it("rename an environment and mark it as protected", async () => {
    await ui.goto("/projects/default/settings");
    await ui.page.getByRole("button", { name: "Edit staging" }).click();
    const dialog = ui.page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Pre-production");
    await dialog.getByRole("switch", { name: "Protected" }).check();
    await dialog.getByRole("button", { name: "Review change" }).click();
    await dialog.getByRole("region", { name: "Protection" }).getByText("only who may release").waitFor();
    await dialog.getByRole("button", { name: "Save staging" }).click();
    await dialog.waitFor({ state: "hidden" });
    await ui.page.getByText("Pre-production").first().waitFor();
    await expectAccessible(ui.page);
  });

  it("find what was done and by whom in the history, by an address that can be sent on", async () => {
    const found = ui.page.getByRole("article");
    await ui.goto("/projects/default/history");
    await ui.page.getByRole("article", { name: "Edited environment Pre-production" }).waitFor();
    await ui.page.getByLabel("What was done").selectOption("Created flag");
    await expect.poll(() => found.count()).toBe(1);
    await ui.page.getByLabel("By").selectOption("admin token");
    await ui.page.getByText("No change is like that").waitFor();
    await ui.page.getByLabel("What was done").selectOption("Everything");
    await ui.page.reload();
    await found
      .getByText(/^admin token/)
      .first()
      .waitFor();
    expect(await found.getByText(/^admin token/).count()).toBe(await found.count());
    await expectAccessible(ui.page);

    await ui.goto("/projects/default/flags/checkout-v2?view=history");
    await ui.page.getByLabel("What was done").selectOption("Created flag");
    await expect.poll(() => found.count()).toBe(1);
    expect(new URL(ui.page.url()).searchParams.get("action")).toBe("flag.created");
  });

  it("bring back what an edit of a segment or of a flag's facts has replaced", async () => {
    const { api } = ui.server;
    await api.ok("PUT", "/api/v1/projects/default/segments/beta-testers", {
      name: "Beta testers",
      includedKeys: ["eve"],
    });
    await api.ok("PATCH", "/api/v1/projects/default/flags/checkout-v2", { name: "Nobody knows", owner: "eve" });
    await ui.goto("/projects/default/history");
    const sheet = ui.page.getByRole("dialog");
    const restore = async (change: string) => {
      const article = ui.page.getByRole("article", { name: change }).first();
      await article.getByRole("button", { name: "Restore what was before" }).click();
    };

    await restore("Saved segment beta-testers");
    await sheet.getByText("In it: 5,000 keys.").first().waitFor();
    await expectAccessible(ui.page, "[role=dialog]");
    await sheet.getByRole("button", { name: "Restore", exact: true }).click();
    await sheet.waitFor({ state: "hidden" });
    const segment = await api.ok<{ includedKeys: string[] }>("GET", "/api/v1/projects/default/segments/beta-testers");
    expect(segment.includedKeys).toHaveLength(5000);

    await restore("Edited flag checkout-v2");
    await sheet
      .getByText(/name and owner/)
      .first()
      .waitFor();
    await expectAccessible(ui.page, "[role=dialog]");
    await sheet.getByRole("button", { name: "Restore", exact: true }).click();
    await sheet.waitFor({ state: "hidden" });
    const flag = await api.ok<{ name: string; owner?: string }>("GET", "/api/v1/projects/default/flags/checkout-v2");
    expect(flag.name).toBe("Checkout v2");
    expect(flag.owner || null).toBeNull();
  });

  it("make an environment and a project", async () => {
    await ui.goto("/projects/default/settings");
    await ui.page.getByRole("button", { name: "Create environment" }).click();
    const dialog = ui.page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Staging");
    await dialog.getByText("There is already an environment").waitFor();
    await dialog.getByRole("textbox", { name: "Name" }).fill("Load test");
    await dialog.getByRole("button", { name: "Create environment" }).click();
    await dialog.waitFor({ state: "hidden" });
    await ui.page.getByRole("button", { name: "Edit load-test" }).waitFor();

    await ui.page.getByRole("button", { name: "Create project" }).click();
    await dialog.getByRole("textbox", { name: "Name" }).fill("Second shop");
    await expectAccessible(ui.page);
    await dialog.getByRole("button", { name: "Create project" }).click();
    await ui.page.getByText("Create the first flag").waitFor();
    expect(new URL(ui.page.url()).pathname).toBe("/projects/second-shop");
  });

  it("did all that without a console error or a request to another origin", () => {
    expect(ui.faults).toEqual([]);
  });
});
