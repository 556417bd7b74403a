import type { Page } from "playwright-core";
import type { Screen } from "./screen.ts";

const restore = async (page: Page, change: RegExp | string, button: string) => {
  await page.getByRole("article", { name: change }).first().getByRole("button", { name: button }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Restore/ })
    .waitFor();
};

/** The way back to what was: of what a flag decides, of its facts, of a segment. */
export const HISTORY_SCREENS: Screen[] = [
  { name: "history", path: "/projects/shop/history" },
  {
    name: "restore-version",
    path: "/projects/page/flags/one-page-checkout?view=history",
    act: async (page) => {
      const buttons = page.getByRole("button", { name: "Restore what was before" });
      await buttons.first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Restore in production" }).waitFor();
    },
  },
  {
    name: "restore-facts",
    path: "/projects/page/flags/old-banner?view=history",
    act: (page) => restore(page, /^Edited flag old-banner/, "Restore what was before"),
  },
  {
    name: "restore-segment",
    path: "/projects/page/history",
    act: (page) => restore(page, /segment staff/, "Restore what was before"),
  },
];
