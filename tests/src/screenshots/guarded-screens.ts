import type { Page } from "playwright-core";
import type { Screen } from "./screen.ts";

const ramp = (flag: string) => `/projects/guarded/flags/${flag}?environment=production&view=ramp`;
const drawn = (page: Page) => page.getByText("Evidence of harm").waitFor();

/** Guarded rollouts, from the plan to the page that tells of one. */
export const GUARDED_SCREENS: Screen[] = [
  { name: "guarded-home", path: "/projects/guarded?environment=production" },
  {
    name: "guarded-none",
    path: "/projects/guarded/flags/faster-search?environment=staging&view=ramp",
    act: (page) => page.getByRole("button", { name: "Plan a guarded rollout" }).waitFor(),
  },
  {
    name: "guarded-plan",
    path: "/projects/guarded/flags/faster-search?environment=staging&view=ramp",
    act: async (page) => {
      await page.getByRole("button", { name: "Plan a guarded rollout" }).click();
      await page.getByRole("button", { name: "Watch a tracked event" }).click();
    },
  },
  {
    name: "guarded-planned",
    path: ramp("new-prices"),
    act: (page) => page.getByLabel("Requests a second that ask for this flag").waitFor(),
  },
  { name: "guarded-running", path: ramp("one-step-checkout"), act: drawn },
  {
    name: "guarded-charts",
    path: ramp("one-step-checkout"),
    act: async (page) => {
      await drawn(page);
      await page.getByRole("list", { name: "Guards" }).evaluate((list) => list.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "guarded-table",
    path: ramp("one-step-checkout"),
    act: async (page) => {
      await drawn(page);
      await page.getByRole("button", { name: "Show as a table" }).click();
      await page.getByRole("region", { name: "Both groups and the evidence" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "guarded-act",
    path: ramp("one-step-checkout"),
    // Which stage it has reached depends on how long the pictures take.
    act: (page) => page.getByRole("button", { name: /^Step back to/ }).click(),
  },
  {
    name: "guarded-held",
    path: ramp("one-step-checkout"),
    act: async (page) => {
      await page.getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByRole("heading", { name: /Paused at/ }).waitFor();
    },
    after: async (page) => {
      await page.getByRole("button", { name: "Resume", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Resume", exact: true }).click();
      await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    },
  },
  { name: "guarded-rolled-back", path: ramp("faster-search") },
  {
    name: "guarded-report",
    path: ramp("faster-search"),
    act: async (page) => {
      await page.getByRole("link", { name: /^Rolled back from/ }).click();
      await drawn(page);
    },
  },
  {
    name: "guarded-evidence",
    path: ramp("faster-search"),
    act: async (page) => {
      await page.getByRole("link", { name: /^Rolled back from/ }).click();
      await drawn(page);
      await page.getByRole("list", { name: "Guards" }).evaluate((list) => list.scrollIntoView({ block: "start" }));
      await page.evaluate(() => scrollBy(0, -120));
    },
  },
  {
    name: "guarded-history",
    path: "/projects/guarded/flags/faster-search?view=history",
    act: (page) =>
      page
        .getByRole("heading", { name: /Rolled back/ })
        .first()
        .waitFor(),
  },
];
