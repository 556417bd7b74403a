import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { expectAccessible, expectNoSideways, type OpenUi, openUi } from "./open-ui.ts";

// What somebody does all day: finds a flag by half its name, sees whose it is, follows the ticket, puts it side by side
// with another environment, copies, and tells others; with the keyboard, too.

const FLAGS = "/projects/default/flags";
const SHOP = `${FLAGS}/checkout-v2?environment=production`;
const TICKET = "https://tickets.example.org/browse/SHOP-12";

describe.skipIf(noBrowser)("a day with flags", () => {
  let ui: OpenUi;
  const dialog = () => ui.page.getByRole("dialog");
  const focused = () =>
    ui.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
  const pasted = () => ui.page.evaluate(() => navigator.clipboard.readText());

  beforeAll(async () => {
    ui = await openUi();
    const { api } = ui.server;
    await api.ok("PUT", "/api/v1/projects/default/segments/beta", { name: "Beta", rules: [], includedKeys: ["ann"] });
    await api.createFlag("default", { key: "express-pay" });
    await api.createFlag("default", {
      key: "checkout-v2",
      name: "New checkout",
      description: `Decided in ${TICKET}.`,
      owner: "Payments team",
      tags: ["checkout"],
    });
    await api.ok(
      "PUT",
      "/api/v1/projects/default/environments/staging/flags/checkout-v2",
      {
        enabled: true,
        offVariant: "off",
        prerequisites: [{ flag: "express-pay", variants: ["on"] }],
        rules: [{ id: "r1", conditions: [{ operator: "inSegment", values: ["beta"] }], serve: { variant: "on" } }],
        fallthrough: { variant: "off" },
      },
      { "if-match": "*" },
    );
    await api.ramp("default", "production", "checkout-v2", 25);
  });
  afterAll(() => ui?.close());

  it("finds what is nearly called that", async () => {
    await ui.goto(FLAGS);
    await ui.page.getByLabel("Search flags").fill("chekout");
    await ui.page.getByText("No flag matches").waitFor();
    await ui.page.getByText("Did you mean").getByRole("link", { name: "checkout-v2" }).click();
    await ui.page.getByRole("heading", { name: "New checkout" }).waitFor();
  });

  it("finds in an incident what is on and nearly called that", async () => {
    await ui.goto("/projects/default/incident?environment=production");
    await ui.page.getByLabel("Find a flag").fill("chekout");
    await ui.page.getByText("No flag that is on here matches").waitFor();
    await ui.page.getByText("Did you mean").getByRole("link", { name: "checkout-v2" }).click();
    await ui.page.getByRole("button", { name: "Kill checkout-v2 in production" }).waitFor();
    // What is off has nothing to kill.
    await ui.page.getByLabel("Find a flag").fill("expres-pay");
    await ui.page.getByText("No flag that is on here matches").waitFor();
    expect(await ui.page.getByText("Did you mean").count()).toBe(0);
  });

  it("knows its tabs by the thing, the view and the project", async () => {
    for (const [path, title] of [
      [`${FLAGS}/checkout-v2?view=history`, "checkout-v2 · History · Default"],
      ["/projects/default/segments/beta", "Beta · Segments · Default"],
      [FLAGS, "Flags · Default"],
      ["/projects/default", "Default · Switchyard"],
    ] as const) {
      await ui.goto(path);
      await expect.poll(() => ui.page.title()).toBe(title);
    }
  });

  it("says whom to ask, and leads to the ticket and to the others of a tag", async () => {
    await ui.goto(SHOP);
    const ticket = ui.page.getByRole("link", { name: TICKET });
    expect(await ticket.getAttribute("href")).toBe(TICKET);
    expect(await ticket.getAttribute("rel")).toBe("noreferrer");
    await ui.page.getByRole("link", { name: "checkout", exact: true }).click();
    await expect.poll(() => ui.page.getByLabel("Search flags").inputValue()).toBe("tag:checkout");
    await ui.goto(SHOP);
    await ui.page.getByRole("link", { name: "Payments team" }).click();
    await expect.poll(() => ui.page.getByLabel("Search flags").inputValue()).toBe('owner:"Payments team"');
    await ui.page.getByText("1 flag", { exact: true }).waitFor();
  });

  it("takes over what another environment has, reviewed, with the way to all it depends on", async () => {
    await ui.goto(SHOP);
    const other = ui.page.getByRole("region", { name: "In another environment" });
    await other
      .getByText("In staging: off unless express-pay is on; on for everyone in beta; otherwise off.")
      .waitFor();
    await other.getByRole("button", { name: "Take over from staging" }).click();
    await other.getByText("The same as here.").waitFor();
    await expectAccessible(ui.page);
    await ui.page.getByRole("button", { name: "Review change" }).click();
    await dialog().getByRole("button", { name: "Save in production" }).click();
    await dialog().waitFor({ state: "hidden" });
    const { rules, prerequisites, fallthrough } = await ui.server.api.ok<Record<string, unknown>>(
      "GET",
      "/api/v1/projects/default/environments/production/flags/checkout-v2",
    );
    expect({ rules, prerequisites, fallthrough }).toMatchObject({
      rules: [{ conditions: [{ operator: "inSegment", values: ["beta"] }], serve: { variant: "on" } }],
      prerequisites: [{ flag: "express-pay", variants: ["on"] }],
      fallthrough: { variant: "off" },
    });
    await ui.page.getByRole("link", { name: "Open express-pay" }).click();
    await ui.page.getByRole("heading", { name: "express-pay" }).waitFor();
    expect(new URL(ui.page.url()).searchParams.get("environment")).toBe("production");
    await ui.page.goBack();
    await ui.page.getByText("Segment used here:").getByRole("link", { name: "beta" }).click();
    await ui.page.getByRole("heading", { name: "Beta" }).waitFor();
  });

  it("goes on after a dialog where the keyboard was before it", async () => {
    await ui.goto(FLAGS);
    await ui.page.getByRole("button", { name: "Create flag" }).click();
    await dialog().waitFor();
    await ui.page.keyboard.press("Escape");
    await expect.poll(focused).toBe("Create flag");
    // A menu that has closed meanwhile stands for what was chosen in it.
    await ui.page.getByRole("button", { name: "Actions for checkout-v2" }).click();
    await ui.page.getByRole("menuitem", { name: "Kill in production" }).click();
    await dialog().getByRole("button", { name: "Cancel" }).click();
    await expect.poll(focused).toBe("Actions for checkout-v2");
  });

  it("kills with words of one's own, tells others, and goes on beside what is gone", async () => {
    await ui.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await ui.goto(SHOP);
    await ui.page.getByRole("button", { name: "Kill in production" }).click();
    await dialog().getByText("In your own words").click();
    await dialog().getByRole("textbox", { name: "Reason" }).fill(`Payments fail, see ${TICKET}`);
    await expectAccessible(ui.page);
    await dialog().getByRole("button", { name: "Kill checkout-v2", exact: true }).click();
    await dialog().getByText("No SDK is connected").waitFor();
    await expectAccessible(ui.page);
    await dialog().getByRole("button", { name: "Copy a message for others" }).click();
    await dialog().getByRole("button", { name: "Copied" }).waitFor();
    expect((await pasted()).split("\n")).toEqual([
      "checkout-v2 is killed in production: everyone gets off.",
      `Why: Payments fail, see ${TICKET}`,
      "No SDK is connected",
      `${ui.server.url}${SHOP}`,
    ]);
    await dialog().getByRole("button", { name: "Done" }).click();
    await expect.poll(focused).toBe("Restore in production");
    await ui.goto(`${FLAGS}/checkout-v2?view=history`);
    const killed = ui.page.getByRole("article", { name: "Killed checkout-v2 in production" });
    expect(await killed.getByRole("link", { name: TICKET }).getAttribute("href")).toBe(TICKET);
    // When it was, by which clocks, without hovering.
    await killed.getByText(/\d\d:\d\d:\d\d \S+\)/).waitFor();
  });

  it("copies where a browser has no clipboard, as over plain http", async () => {
    await ui.goto(SHOP);
    await ui.page.evaluate(() => navigator.clipboard.writeText("something before"));
    await ui.page.evaluate(() => Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined }));
    await ui.page.getByRole("button", { name: "Copy key checkout-v2" }).click();
    await ui.page.getByRole("button", { name: "Copied" }).waitFor();
    await ui.goto(FLAGS);
    expect(await pasted()).toBe("checkout-v2");
  });

  it("goes by name to screens that lie behind others", async () => {
    await ui.goto(FLAGS);
    await ui.page.getByRole("link", { name: /New checkout/ }).waitFor();
    await ui.page.keyboard.press("Control+k");
    await ui.page.getByLabel("Command", { exact: true }).fill("policies");
    await ui.page.getByText("Go to Policies").waitFor();
    await ui.page.keyboard.press("Enter");
    await ui.page.getByRole("heading", { name: "Policies" }).waitFor();
  });

  it("has room for all that on a phone", async () => {
    await ui.page.setViewportSize({ width: 390, height: 844 });
    for (const path of [SHOP, `${FLAGS}?q=chekout`, `${FLAGS}/checkout-v2?view=history`]) {
      await ui.goto(path);
      await ui.page.getByRole("heading", { level: 1 }).waitFor();
      await expectNoSideways(ui.page);
    }
  });
});
