import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { seedMany } from "../support/seed-many.ts";
import { startServer } from "../support/server.ts";
import { expectAccessible, expectNoSideways, type OpenUi, openUi } from "./open-ui.ts";

// A project of 2,000 flags: found, walked and changed many at once, by mouse and by keyboard; then the server goes away
// and comes back.

const COUNT = 2000;

/** In the page: marks the frame in which the list has its first row. */
function markFirstRows(): void {
  const look = () =>
    document.querySelector("tr[data-flag]") ? performance.mark("first rows") : requestAnimationFrame(look);
  look();
}

/** In the page: the longest time between two frames, milliseconds. */
function longestFrame(during: number): Promise<number> {
  const start = performance.now();
  return new Promise((resolve) => {
    let last = start;
    let longest = 0;
    const look = (now: number) => {
      longest = Math.max(longest, now - last);
      last = now;
      if (now - start < during) requestAnimationFrame(look);
      else resolve(longest);
    };
    requestAnimationFrame(look);
  });
}

describe.skipIf(noBrowser)("2,000 flags", () => {
  let ui: OpenUi;
  const rows = () => ui.page.locator("tr[data-flag]");
  const search = () => ui.page.getByLabel("Search flags");
  const found = (words: string) => ui.page.getByText(words, { exact: true }).waitFor();

  beforeAll(async () => {
    ui = await openUi();
    await seedMany(ui.server, "many", COUNT);
    await ui.page.addInitScript(markFirstRows);
  });
  // The server is taken away on purpose.
  afterAll(() => ui?.close(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket/));

  it("are there and found without a wait that one sees: how long is printed, not asserted", async () => {
    const first: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      await ui.goto("/projects/many/flags");
      await rows().first().waitFor();
      first.push(await ui.page.evaluate(() => performance.getEntriesByName("first rows")[0]?.startTime ?? Number.NaN));
    }
    const frames = ui.page.evaluate(longestFrame, 1500);
    await search().pressSequentially("checkout-00", { delay: 60 });
    await found("20 flags");
    console.log(
      `2,000 flags: first rows ${first.map(Math.round).join(", ")} ms after navigation; ` +
        `longest frame while typing ${Math.round(await frames)} ms`,
    );
    expect(first).not.toContain(Number.NaN);
  });

  it("come in pages, each a link", async () => {
    await ui.goto("/projects/many/flags");
    await found("2,000 flags");
    expect(await rows().count()).toBe(50);
    await ui.page.getByRole("button", { name: "Next" }).click();
    await ui.page.getByText("51 to 100 of 2000").waitFor();
    await ui.page.reload();
    await ui.page.getByText("51 to 100 of 2000").waitFor();
    // A few rows are made like many.
    await ui.goto("/projects/many/flags?q=checkout-00");
    await found("20 flags");
    await expectAccessible(ui.page);
  });

  it("are found while one types, and the address keeps the search", async () => {
    await ui.page.keyboard.press("/");
    await search().pressSequentially("tag:mail env:production state:on", { delay: 10 });
    // Every tenth is on, and those carry the tags of the areas 0 and, never, 3.
    await found("0 flags");
    await search().fill("tag:checkout env:production state:ramping");
    await found("200 flags");
    expect(new URL(ui.page.url()).searchParams.get("q")).toBe("tag:checkout env:production state:ramping");
    await search().fill("payments-0002");
    await found("1 flag");
    await ui.page.goBack();
  });

  it("say what is wrong with a search, and keep what was found", async () => {
    await ui.goto("/projects/many/flags?q=checkout");
    await found("400 flags");
    await search().fill("state:asleep ");
    await ui.page.getByText("state: takes on, off, killed, ramping").waitFor();
    expect(await rows().count()).toBe(50);
    await search().fill("env:moon ");
    await ui.page.getByText('There is no environment "moon"').waitFor();
  });

  it("are walked and ticked by keyboard, and tagged together, each with its result", async () => {
    await ui.goto("/projects/many/flags?q=mail");
    await found("400 flags");
    for (const key of ["j", "x", "j", "x"]) await ui.page.keyboard.press(key);
    await ui.page.getByText("2 flags selected").waitFor();
    await ui.page.getByRole("button", { name: "Add tag" }).click();
    await ui.page.getByRole("textbox", { name: "Tag" }).fill("friday");
    await ui.page.keyboard.press("Enter");
    const dialog = ui.page.getByRole("dialog");
    await dialog.getByText("gets friday").first().waitFor();
    await expectAccessible(ui.page, "[role=dialog]");
    await dialog.getByRole("button", { name: "Add tag 2 flags" }).click();
    await dialog.getByText("Done", { exact: true }).first().waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    await search().fill("tag:friday");
    await found("2 flags");
    await ui.page.getByRole("button", { name: /^Undo/ }).click();
    await found("0 flags");
  });

  it("keep a search under a name", async () => {
    await search().fill("env:production state:on");
    await found("200 flags");
    await ui.page.getByRole("button", { name: "Views" }).click();
    await ui.page.getByRole("menuitem", { name: "Save this search…" }).click();
    await ui.page.getByLabel("Name").fill("On in production");
    await ui.page.getByRole("button", { name: "Save", exact: true }).click();
    await ui.goto("/projects/many/flags");
    await ui.page.getByRole("button", { name: "Views" }).click();
    await ui.page.getByRole("menuitem", { name: "On in production" }).click();
    await found("200 flags");
  });

  it("are cards on a phone", async () => {
    await ui.page.setViewportSize({ width: 390, height: 844 });
    await ui.page.locator("li[data-flag]").first().waitFor();
    await expectNoSideways(ui.page);
    await ui.goto("/projects/many/flags?q=checkout-00");
    await found("20 flags");
    await ui.page
      .getByRole("button", { name: /^Actions for/ })
      .first()
      .click();
    await expectAccessible(ui.page);
    await ui.page.keyboard.press("Escape");
    await ui.page.setViewportSize({ width: 1440, height: 900 });
    await ui.goto("/projects/many/flags?q=checkout");
    await found("400 flags");
  });

  it("stay on screen when the server goes, which is said, and go on when it is back", async () => {
    expect(ui.faults).toEqual([]);
    const { port, database } = ui.server;
    await ui.server.stop();
    await ui.page.getByText("The server can’t be reached").waitFor({ timeout: 20_000 });
    expect(await rows().count()).toBe(50);
    ui.server = await startServer({ folder: database.replace(/\/[^/]*$/, ""), port });
    await ui.page.getByText("The server can’t be reached").waitFor({ state: "hidden", timeout: 30_000 });
    await ui.server.api.ok("PATCH", "/api/v1/projects/many/flags/checkout-0000", { name: "Came back" });
    await ui.server.api.ramp("many", "production", "checkout-0000", 30);
    await ui.page.getByText("Came back").waitFor();
  });
});
