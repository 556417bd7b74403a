import type { Page, Route } from "playwright-core";
import type { Screen } from "./screen.ts";

const FLAGS = /\/api\/v1\/projects\/shop\/flags\?/;

const whileFlags = async (page: Page, answer: (route: Route) => unknown, shown: string) => {
  await page.route(FLAGS, answer);
  await page.reload();
  await page.getByText(shown).or(page.getByLabel(shown)).first().waitFor();
};

const noFlags = (path: string) => `/projects/empty/${path}`;

/** What is seen while there is nothing, while it loads, and when it can't be had; and what is shown once. */
export const STATES_SCREENS: Screen[] = [
  { name: "incident-empty", path: noFlags("incident") },
  { name: "live-empty", path: noFlags("live") },
  { name: "history-empty", path: `${noFlags("history")}?environment=staging` },
  { name: "inbox-empty", path: noFlags("inbox") },
  { name: "requests-empty", path: noFlags("requests") },
  { name: "calendar-empty", path: noFlags("calendar") },
  { name: "keys-empty", path: noFlags("keys") },
  { name: "webhooks-empty", path: noFlags("webhooks") },
  {
    name: "flags-loading",
    path: "/projects/shop/flags",
    act: (page) => whileFlags(page, () => {}, "Loading flags"),
    after: (page) => page.unrouteAll({ behavior: "ignoreErrors" }),
  },
  {
    name: "flags-error",
    path: "/projects/shop/flags",
    act: (page) => {
      const error = { code: "INTERNAL", message: "The server has a problem; its log names it" };
      return whileFlags(page, (route) => route.fulfill({ status: 500, json: { error } }), "Try again");
    },
    expected: /500/,
  },
  { name: "flag-nowhere", path: "/projects/shop/flags/not-there", expected: /404/ },
  { name: "request-nowhere", path: "/projects/shop/requests/999", expected: /404/ },
  {
    name: "key-once",
    path: "/projects/shop/keys?environment=development",
    act: async (page) => {
      await page.getByRole("button", { name: "Create key" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("backend of the shop");
      await dialog.getByRole("button", { name: "Create key" }).click();
      await dialog.getByText(/^sw_server_/).waitFor();
    },
  },
  {
    name: "policy-review",
    path: "/projects/shop/policies?environment=production",
    act: async (page) => {
      await page.getByRole("switch", { name: "A reason must be given" }).check();
      await page.getByLabel("Approvals").fill("2");
      await page.getByRole("button", { name: "Review change" }).click();
      await page.getByRole("dialog").getByRole("region", { name: "Approvals" }).waitFor();
    },
  },
  {
    name: "segment-review",
    path: "/projects/shop/segments/dach",
    act: async (page) => {
      const values = page.getByLabel("Values of condition 1", { exact: true }).first();
      await values.fill("LI");
      await values.press("Enter");
      await page.getByRole("button", { name: "Review change" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Show the change as JSON" }).click();
    },
  },
  { name: "request-outdated", path: "/projects/shop/requests/2" },
];
