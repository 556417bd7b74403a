import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { joined } from "../support/people.ts";
import { DESK, expectAccessible, expectNoSideways, type OpenUi, openUi, watchedPage } from "../ui/open-ui.ts";
import { startBreakableShop } from "./breakable-shop.ts";
import { type Load, startLoad } from "./load.ts";

// A product manager plans, starts and steers a guarded rollout while people use the shop; then its change breaks, and nobody need do anything.

const PRODUCTION = "/api/v1/projects/default/environments/production";
const RAMP = "/projects/default/flags/checkout?environment=production&view=ramp";
const PEOPLE = 2_000;

describe.skipIf(noBrowser)("the Ramp tab", () => {
  let ui: OpenUi;
  let shop: Awaited<ReturnType<typeof startBreakableShop>>;
  let load: Load;

  const sheet = (page = ui.page) => page.getByRole("dialog");
  const card = (page = ui.page) => page.getByRole("region", { name: "Guarded rollout", exact: true });
  const heading = (text: RegExp, page = ui.page) => card(page).getByRole("heading", { name: text });
  const press = (name: string | RegExp, page = ui.page) => card(page).getByRole("button", { name }).click();
  const confirm = (name: string, page = ui.page) => sheet(page).getByRole("button", { name, exact: true }).click();
  /** How many of a hundred people get the change. */
  const share = () =>
    Math.round(
      Array.from({ length: PEOPLE }, (_, one) =>
        shop.flags.isEnabled("checkout", { targetingKey: `user-${one}` }),
      ).filter(Boolean).length /
        (PEOPLE / 100),
    );
  const reaches = (low: number, high: number) =>
    expect.poll(() => share() >= low && share() <= high, { timeout: 15_000 }).toBe(true);

  beforeAll(async () => {
    ui = await openUi();
    const { server } = ui;
    await server.api.createFlag("default", { key: "checkout" });
    const sdkKey = await server.api.createKey("default", "production", "server", "shop");
    shop = await startBreakableShop(server.url, sdkKey, "checkout");
    load = startLoad(shop.address, 150, PEOPLE);
  });
  afterAll(async () => {
    load?.stop();
    await shop?.close();
    await ui?.close();
  });

  it("plans a way up, and says first how long this traffic needs to find harm", async () => {
    const { page } = ui;
    await ui.goto(RAMP);
    await press("Plan a guarded rollout");
    await sheet().getByLabel("Way up").selectOption({ label: "Quick" });
    await sheet().getByLabel("Minutes of stage 1").fill("0.05");
    await sheet().getByLabel("Treated requests of stage 1").fill("30");
    await confirm("Plan it");
    const planned = page.getByRole("region", { name: "Planned guarded rollout" });
    await planned.getByText("errors: requests that fail, more than 1.1 times control’s share").waitFor();
    await planned.getByLabel("Requests a second that ask for this flag").fill("100");
    const row = planned.getByRole("row", { name: /^errors: 1 % → 2 %/ });
    await expect
      .poll(() => row.getByRole("cell").allTextContents())
      .toEqual([
        expect.stringMatching(/^errors: 1\s% → 2\s%$/),
        expect.stringMatching(/^\d+ (seconds|minutes)/),
        expect.stringMatching(/^\d+ (seconds|minutes)/),
      ]);
    expect(share()).toBe(0);
    await planned.getByRole("button", { name: "Start" }).click();
    await sheet().getByText("Raises exposure").waitFor();
    await expectAccessible(page, "[role=dialog]");
    await confirm("Start");
    await heading(/At 10 %, stage 1 of 3/).waitFor();
    await reaches(7, 13);
  });

  it("shows each guard live, stays while it is paused, and climbs by itself once it is resumed", async () => {
    const { page } = ui;
    // From the palette, by a few words, wherever one is.
    const command = async (text: string, offered: string) => {
      await page.getByRole("button", { name: "Commands" }).click();
      await page.getByLabel("Command", { exact: true }).fill(text);
      await page.getByText(offered, { exact: true }).click();
    };
    await command("pause check prod", "Pause: checkout in production");
    await confirm("Pause");
    await heading(/Paused at 10 %/).waitFor();
    const guards = card().getByRole("list", { name: "Guards" });
    await guards.getByText(/^errors: 0\s% vs 0\s% · evidence [\d.]+ of 101/).waitFor();
    await card().getByText("now: 10 %").waitFor();
    await expectAccessible(page);
    await expectNoSideways(page);
    await press("Resume");
    await confirm("Resume");
    await heading(/At 50 %, stage 2 of 3/).waitFor({ timeout: 15_000 });
    await reaches(45, 55);
    const treated = (number: number) => shop.flags.isEnabled("checkout", { targetingKey: `user-${number}` });
    const before = Array.from({ length: PEOPLE }, (_, one) => treated(one));
    await command("step back check", "Step back to 10 %: checkout in production");
    await confirm("Step back to 10 %");
    await reaches(7, 13);
    // Who is in at 10 % was in at 50 %.
    expect(before.filter((was, one) => treated(one) && !was)).toEqual([]);
  });

  it("is taken back by itself when the change breaks, with a page to share", async () => {
    const { page } = ui;
    shop.breaks = true;
    await reaches(0, 0);
    await page.getByRole("link", { name: /^Rolled back from (10|50) %/ }).click();
    await page
      .getByRole("region", { name: "What happened" })
      .getByText(/errors/)
      .waitFor();
    await page
      .getByRole("region", { name: "The guards" })
      .getByText(/^errors: .*\s% vs 0\s% · evidence/)
      .waitFor();
    await expectAccessible(page);
    await expectNoSideways(page);
    shop.breaks = false;
  });

  it("asks for approval where the environment needs it: one proposes, another sees the way up and agrees, it starts once", async () => {
    const { server, browser, faults } = ui;
    await server.api.ok("PUT", `${PRODUCTION}/policy`, { approvals: 1 });
    await server.api.ok("POST", `${PRODUCTION}/flags/checkout/rollouts`, { template: "standard" });
    const [author, approver] = await Promise.all(
      (["editor", "releaser"] as const).map(async (role) =>
        watchedPage(await joined(browser, server, { name: `The ${role}`, role }, DESK), server, faults),
      ),
    );
    if (!author || !approver) throw new Error("they are there");
    await author.goto(`${server.url}${RAMP}`);
    await author
      .getByRole("region", { name: "Planned guarded rollout" })
      .getByRole("button", { name: "Start" })
      .click();
    await sheet(author).getByText("It needs somebody’s approval").waitFor();
    expect(await sheet(author).getByRole("button", { name: "Start", exact: true }).count()).toBe(0);
    await expectAccessible(author, "[role=dialog]");
    await confirm("Request approval", author);
    await author.getByText("It is yours, so others approve it.").waitFor();
    expect(share()).toBe(0);
    await approver.goto(`${server.url}/projects/default/requests`);
    await approver.getByRole("link", { name: /Start the guarded rollout of checkout at 5 % in production/ }).click();
    const proposed = approver.getByRole("region", {
      name: /^Started guarded rollout of checkout in production: 5 % → 25 %/,
    });
    await proposed.getByRole("list", { name: "Stages" }).getByText("50 %").waitFor();
    await proposed.getByText("errors: requests that fail, more than 1.1 times control’s share").waitFor();
    await expectAccessible(approver);
    await approver.getByRole("button", { name: "Approve", exact: true }).click();
    await reaches(3, 7);
    expect(faults).toEqual([]);
  });
});
