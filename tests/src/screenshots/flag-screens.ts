import type { Page } from "playwright-core";
import type { Screen } from "./screen.ts";

const flag = (key: string, view = "") =>
  `/projects/page/flags/${key}?environment=production${view === "" ? "" : `&view=${view}`}`;

const review = (page: Page) => page.getByRole("button", { name: "Review change" }).click();

/** Every view of one flag, and its states that look different. */
export const FLAG_SCREENS: Screen[] = [
  { name: "flag-targeting", path: flag("one-page-checkout") },
  {
    name: "flag-rule",
    path: flag("one-page-checkout"),
    act: async (page) => {
      await page.getByRole("button", { name: "Edit rule 1" }).click();
      await page.getByRole("button", { name: "See what they get" }).click();
      await page.getByLabel("What decided").waitFor();
    },
  },
  {
    name: "flag-problem",
    path: flag("one-page-checkout"),
    act: async (page) => {
      await page.getByRole("button", { name: "Edit rule 1" }).click();
      await page.getByLabel("Operator of condition 1").selectOption("inCidr");
    },
  },
  {
    name: "flag-review",
    path: flag("one-page-checkout"),
    act: async (page) => {
      await page.getByRole("button", { name: "Move rule 2 up" }).click();
      await page.getByLabel("Percentage of everyone else").fill("25");
      await review(page);
    },
  },
  {
    name: "flag-conflict",
    path: flag("saved-cards"),
    act: async (page, { api }) => {
      const path = "/api/v1/projects/page/environments/production/flags/saved-cards";
      await page.getByRole("combobox", { name: "Name people for a variant" }).selectOption("off");
      await page.getByRole("textbox", { name: "Always off" }).fill("ann");
      const { prerequisites, fallthrough, offVariant } = await api.ok<Record<string, unknown>>("GET", path);
      // Each time another name: a save that changes nothing is none.
      const targets = [{ variant: "on", keys: ["bob", `carol-${Date.now()}`] }];
      const theirs = { enabled: true, offVariant, targets, prerequisites, fallthrough };
      await api.ok("PUT", path, theirs, { "if-match": "*" });
      await review(page);
      await page.getByRole("dialog").getByText("What they changed").waitFor();
    },
    // Where the other's save is not heard of yet, the server says so to whoever asks what holds the change.
    expected: /409/,
  },
  { name: "flag-archived", path: flag("old-banner") },
  {
    name: "flag-ramp",
    path: flag("one-page-checkout", "ramp"),
    act: (page) => page.getByRole("button", { name: "25 %", exact: true }).click(),
  },
  {
    name: "flag-ramp-people",
    path: flag("one-page-checkout", "ramp"),
    act: async (page) => {
      await page.getByRole("button", { name: "25 %", exact: true }).click();
      await page.locator("[title$=': joins']").first().waitFor();
      await page.getByText("The percentage is of everyone else").evaluate((text) => text.scrollIntoView());
      await page.evaluate(() => scrollBy(0, -120));
    },
  },
  {
    name: "flag-live",
    path: flag("one-page-checkout", "live"),
    act: async (page) => {
      await page.getByRole("button", { name: /^Why / }).nth(8).waitFor();
      await page.getByRole("button", { name: "Pause" }).click();
    },
  },
  {
    name: "flag-why",
    path: flag("one-page-checkout", "live"),
    act: async (page) => {
      await page
        .getByRole("button", { name: /^Why user/ })
        .first()
        .click();
      await page.getByLabel("What decided").waitFor();
    },
  },
  { name: "flag-live-empty", path: flag("nothing-yet", "live") },
  { name: "flag-history", path: `/projects/page/flags/one-page-checkout?view=history` },
  { name: "flag-clients", path: flag("one-page-checkout", "clients") },
  { name: "flag-settings", path: flag("one-page-checkout", "settings") },
  {
    name: "flag-facts-review",
    path: flag("one-page-checkout", "settings"),
    act: async (page) => {
      await page.getByLabel("Owner").fill("Checkout team");
      await page.getByRole("switch", { name: "Browsers may see it" }).uncheck();
      await review(page);
    },
  },
  {
    name: "flag-archive",
    path: flag("layout", "settings"),
    act: (page) => page.getByRole("button", { name: "Archive flag" }).click(),
  },
  {
    name: "flag-variants",
    path: flag("layout", "settings"),
    act: async (page) => {
      await page.getByRole("button", { name: "Edit variants" }).click();
      await page.getByRole("textbox", { name: "Value of variant 2" }).waitFor();
    },
  },
  { name: "flag-empty", path: flag("nothing-yet") },
  { name: "flag-json", path: flag("layout") },
  {
    name: "flag-rtl",
    path: flag("right-to-left"),
    act: (page) => page.getByRole("button", { name: "Edit rule 1" }).click(),
  },
  { name: "flag-fifty", path: flag("fifty-variants") },
  { name: "flag-fifty-ramp", path: flag("fifty-variants", "ramp") },
  { name: "flag-forty", path: flag("forty-rules") },
];
