import { createClient } from "@switchyard/sdk-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { expectAccessible, expectNoSideways, type OpenUi, openUi } from "./open-ui.ts";

// What a flag is in every environment alike: reviewed, written with a reason, and taken back; then its end, and the
// screen that says which flags are near it.

const FLAG = "/api/v1/projects/default/flags/banner";

describe.skipIf(noBrowser)("the settings of a flag", () => {
  let ui: OpenUi;
  let sdk: ReturnType<typeof createClient>;
  const dialog = () => ui.page.getByRole("dialog");
  const flag = () => ui.server.api.ok<{ owner: string; archived: boolean; variants: { value: string }[] }>("GET", FLAG);
  const gets = () => sdk.getValue("banner", { targetingKey: "ann" }, "nothing");
  const undo = () => ui.page.getByRole("button", { name: /^Undo/ }).click();
  const lastReason = async () =>
    (await ui.server.api.ok<{ changes: { reason?: string }[] }>("GET", "/api/v1/projects/default/changes?limit=1"))
      .changes[0]?.reason;

  beforeAll(async () => {
    ui = await openUi();
    const { api, url } = ui.server;
    await api.createFlag("default", {
      key: "banner",
      name: "Banner",
      type: "string",
      variants: [
        { key: "none", value: "" },
        { key: "sale", value: "Sale" },
      ],
      lifetime: { kind: "temporary", expectedRemoval: "2024-01-31" },
    });
    await api.ok(
      "PUT",
      "/api/v1/projects/default/environments/production/flags/banner",
      { enabled: true, offVariant: "none", fallthrough: { variant: "sale" } },
      { "if-match": "*" },
    );
    sdk = createClient({
      url,
      sdkKey: await api.createKey("default", "production", "server", "shop"),
      appName: "shop",
    });
    await sdk.waitForReady();
    expect(gets()).toBe("Sale");
    sdk.track("purchase", { targetingKey: "ann" }, { value: 49.5 });
    sdk.isEnabled("baner", { targetingKey: "ann" });
    await sdk.flush();
    await ui.goto("/projects/default/flags/banner?view=settings");
  });
  afterAll(async () => {
    await sdk?.close();
    await ui?.close();
  });

  it("are reviewed fact by fact before they are saved, and taken back", async () => {
    await ui.page.getByLabel("Owner").fill("Marketing");
    await ui.page.getByRole("switch", { name: "Browsers may see it" }).check();
    await ui.page.getByRole("button", { name: "Review change" }).click();
    await dialog().getByRole("region", { name: "Owner" }).getByText("Marketing").waitFor();
    await dialog().getByText("This affects every environment").waitFor();
    await expectAccessible(ui.page);
    await dialog().getByLabel("Reason").fill("they pay for it");
    await dialog().getByRole("button", { name: "Save in every environment" }).click();
    await dialog().waitFor({ state: "hidden" });
    expect(await flag()).toMatchObject({ owner: "Marketing" });
    expect(await lastReason()).toBe("they pay for it");
    await undo();
    await expect.poll(async () => (await flag()).owner).toBe("");
  });

  it("has values that are reviewed, and taken back", async () => {
    await ui.page.getByRole("button", { name: "Edit variants" }).click();
    await ui.page.getByLabel("Value of variant 2").fill("Sale until Sunday");
    await ui.page.getByRole("region", { name: "Variants" }).getByRole("button", { name: "Review change" }).click();
    await dialog().getByText("People in production get the new values").waitFor();
    await dialog().getByRole("button", { name: "Save in every environment" }).click();
    await expect.poll(gets).toBe("Sale until Sunday");
    const edited = ui.page.getByRole("region", { name: "Variants" }).getByText("Sale until Sunday");
    await edited.waitFor();
    await undo();
    await expect.poll(gets).toBe("Sale");
    // SDKs may hear of it before the page has read it again, and what is edited next has to stand on that.
    await edited.waitFor({ state: "detached" });
  });

  it("doesn't take back what somebody else has written since", async () => {
    await ui.page.getByRole("textbox", { name: "Owner" }).fill("Marketing");
    await ui.page.getByRole("button", { name: "Review change" }).click();
    await dialog().getByRole("button", { name: "Save", exact: true }).click();
    await dialog().waitFor({ state: "hidden" });
    await ui.server.api.ok("PATCH", FLAG, { owner: "Growth" });
    await undo();
    await ui.page.getByText("Not undone: Somebody else has changed banner since.").waitFor();
    expect(await flag()).toMatchObject({ owner: "Growth" });
  });

  it("say on the health screen that it should be gone, and who still asks for it", async () => {
    await ui.goto("/projects/default/health");
    const stale = ui.page.getByRole("region", { name: "Flags to remove" });
    await stale.getByText(/^To be removed by 31 Jan 2024, \d+ days ago$/).waitFor();
    await stale.getByText(/^Last evaluated .* in production; ask Growth$/).waitFor();
    const events = ui.page.getByRole("region", { name: /^Tracked in Production/ });
    await events.getByText("1 time, values adding up to 49.5").waitFor();
    await ui.page
      .getByRole("region", { name: /^Asked for in vain/ })
      .getByText("meant banner?")
      .waitFor();
    await expectAccessible(ui.page);
    await ui.page.setViewportSize({ width: 390, height: 844 });
    await expectNoSideways(ui.page);
    await expectAccessible(ui.page);
    await ui.page.setViewportSize({ width: 1440, height: 900 });
    await stale.getByRole("link", { name: "banner" }).click();
  });

  it("end with its archiving, which names what is taken away where, and can be taken back", async () => {
    await ui.page.getByRole("button", { name: "Archive flag" }).click();
    await dialog().getByRole("region", { name: "Production" }).getByText("No SDK has it").waitFor();
    await expectAccessible(ui.page);
    await dialog().getByLabel("Reason").fill("decided");
    await dialog().getByRole("button", { name: "Archive banner" }).click();
    await expect.poll(gets).toBe("nothing");
    expect(await lastReason()).toBe("decided");
    await undo();
    await expect.poll(gets).toBe("Sale");

    await ui.server.api.ok("DELETE", FLAG);
    await ui.page.getByRole("button", { name: "Bring banner back" }).click();
    await dialog().getByRole("button", { name: "Bring banner back" }).click();
    await expect.poll(gets).toBe("Sale");
  });

  it("did all that without a console error or a request to another origin", () => expect(ui.faults).toEqual([]));
});
