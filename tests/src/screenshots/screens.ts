import { DOOR_SCREENS } from "./door-screens.ts";
import { FLAG_SCREENS } from "./flag-screens.ts";
import { GUARDED_SCREENS } from "./guarded-screens.ts";
import { HISTORY_SCREENS } from "./history-screens.ts";
import type { Screen } from "./screen.ts";
import { ownRequest } from "./seed-governed.ts";
import { STATES_SCREENS } from "./states-screens.ts";

const shop = "/projects/shop";

/** Every screen, and the states of it that look different. */
export const SCREENS: Screen[] = [
  { name: "home", path: `${shop}?environment=production` },
  { name: "home-empty", path: "/projects/empty" },
  { name: "flags", path: `${shop}/flags` },
  {
    name: "flags-search",
    path: `${shop}/flags`,
    act: (page) => page.getByLabel("Search flags").fill("env:production sta"),
  },
  {
    name: "flags-problem",
    path: `${shop}/flags`,
    act: (page) => page.getByLabel("Search flags").fill("state:asleep flavour:x "),
  },
  { name: "flags-none", path: `${shop}/flags?q=nothing-like-it` },
  { name: "flags-empty", path: "/projects/empty/flags" },
  { name: "flags-many", path: "/projects/many/flags?page=3" },
  { name: "flags-views", path: `${shop}/flags`, act: (page) => page.getByRole("button", { name: "Views" }).click() },
  {
    name: "flags-menu",
    path: `${shop}/flags`,
    act: (page) => page.getByRole("button", { name: "Actions for checkout-v2" }).click(),
  },
  {
    name: "flags-selected",
    path: `${shop}/flags`,
    act: async (page) => {
      await page.getByLabel("Select checkout-v2").check();
      await page.getByLabel("Select express-pay").check();
    },
  },
  {
    name: "flags-bulk",
    path: `${shop}/flags`,
    act: async (page) => {
      for (const key of ["checkout-v2", "search-suggestions"]) await page.getByLabel(`Select ${key}`).check();
      await page.getByRole("region", { name: "Selected flags" }).getByRole("button", { name: "Kill" }).click();
      await page.getByRole("menuitem", { name: "Kill in production" }).click();
    },
  },
  {
    name: "flags-together",
    path: `${shop}/flags`,
    act: async (page) => {
      for (const key of ["express-pay", "gift-cards", "banner-text"]) await page.getByLabel(`Select ${key}`).check();
      await page.getByRole("region", { name: "Selected flags" }).getByRole("button", { name: "Turn on" }).click();
      await page.getByRole("menuitem", { name: "Turn on in production" }).click();
      await page.getByRole("button", { name: "Turn on 2 flags" }).waitFor();
    },
  },
  {
    name: "create-flag",
    path: `${shop}/flags`,
    act: (page) => page.getByRole("button", { name: "Create flag" }).click(),
  },
  { name: "incident", path: `${shop}/incident?environment=production` },
  {
    name: "kill",
    path: `${shop}/incident?environment=production`,
    act: async (page) => {
      await page.getByRole("button", { name: "Kill checkout-v2 in production" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "kill-by-tag",
    path: `${shop}/incident?environment=production`,
    act: async (page) => {
      await page.getByRole("button", { name: "Kill by tag" }).click();
      await page.getByRole("combobox", { name: "Tag" }).fill("checkout");
      await page.getByText("Everyone in production gets").waitFor();
    },
  },
  {
    name: "receipt",
    path: `${shop}/incident?environment=production`,
    act: async (page) => {
      await page.getByRole("button", { name: "Kill free-shipping in production" }).click();
      await page.getByRole("button", { name: "Kill free-shipping", exact: true }).click();
      await page.getByText(/^3 of 4 SDKs confirmed/).waitFor();
    },
    after: (page) => page.getByRole("dialog").getByRole("button", { name: /^Undo/ }).click(),
  },
  { name: "clients", path: `${shop}/clients?environment=production` },
  { name: "clients-empty", path: "/projects/empty/clients" },
  { name: "health", path: `${shop}/health` },
  { name: "health-empty", path: "/projects/empty/health" },
  { name: "segments", path: `${shop}/segments` },
  { name: "segments-empty", path: "/projects/empty/segments" },
  { name: "segment", path: `${shop}/segments/beta` },
  { name: "live", path: `${shop}/live?environment=production` },
  {
    name: "live-flag",
    path: `${shop}/live?environment=production&flag=checkout-v2`,
    act: (page) => page.getByRole("button", { name: /^Why / }).nth(8).waitFor(),
  },
  {
    name: "offline",
    path: `${shop}/flags`,
    act: async (page) => {
      await page.context().setOffline(true);
      await page.getByText("This device is offline").waitFor();
    },
    after: (page) => page.context().setOffline(false),
    expected: /ERR_INTERNET_DISCONNECTED/,
  },
  { name: "inbox", path: `${shop}/inbox` },
  { name: "requests", path: `${shop}/requests` },
  { name: "calendar", path: `${shop}/calendar` },
  {
    name: "calendar-schedule",
    path: `${shop}/calendar`,
    act: async (page) => {
      await page.getByRole("button", { name: "Schedule a change" }).click();
      await page.getByRole("dialog").getByLabel("How often").selectOption("weekly");
    },
  },
  { name: "request", path: `${shop}/requests/1` },
  {
    name: "request-edit",
    path: `${shop}/requests`,
    act: async (page) => {
      await ownRequest(page);
      await page.getByRole("button", { name: "Edit…" }).click();
    },
  },
  {
    name: "person",
    path: `${shop}/people`,
    act: (page) => page.getByRole("button", { name: "Edit Ana Lopes" }).click(),
  },
  {
    name: "person-roles",
    path: `${shop}/people`,
    act: (page) => page.getByRole("button", { name: "Edit Beatriz Sousa" }).click(),
  },
  {
    name: "person-deactivate",
    path: `${shop}/people`,
    act: async (page) => {
      await page.getByRole("button", { name: "Edit Beatriz Sousa" }).click();
      await page.getByRole("button", { name: "Deactivate…" }).click();
      await page.getByRole("dialog", { name: "Deactivate Beatriz Sousa?" }).waitFor();
    },
  },
  {
    name: "policies",
    path: `${shop}/policies?environment=production`,
    act: async (page) => {
      await page.getByRole("button", { name: "Add freeze" }).click();
      await page.getByLabel("Name of freeze 1").fill("No releases on weekends");
    },
  },
  { name: "people", path: `${shop}/people` },
  { name: "account", path: `${shop}/account` },
  { name: "webhooks", path: `${shop}/webhooks` },
  {
    name: "webhook",
    path: `${shop}/webhooks`,
    act: async (page) => {
      await page.getByRole("link", { name: "Ops channel" }).click();
      await page.getByRole("button", { name: "Send a test" }).waitFor();
    },
  },
  {
    name: "triggers",
    path: `${shop}/flags/checkout-v2?environment=production&view=settings`,
    act: (page) => page.getByText("Checkout errors").first().scrollIntoViewIfNeeded(),
  },
  { name: "settings", path: `${shop}/settings` },
  { name: "keys", path: `${shop}/keys?environment=production` },
  {
    name: "start",
    path: `${shop}/start?environment=production&flag=checkout-v2`,
    act: async (page) => {
      await page.getByRole("button", { name: "Create a server key for Production" }).click();
      await page.getByText("checkout-v2 for user-1").waitFor();
    },
  },
  {
    name: "palette",
    path: `${shop}/flags`,
    act: async (page) => {
      await page.getByRole("button", { name: "Commands" }).click();
      await page.getByLabel("Command", { exact: true }).fill("kill checkout prod");
      await page.getByText("Kill checkout-v2 in production").waitFor();
    },
  },
  {
    name: "help",
    path: `${shop}/flags`,
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "reference", path: "/docs" },
  { name: "nothing", path: "/nowhere" },
  ...STATES_SCREENS,
  ...DOOR_SCREENS,
  ...HISTORY_SCREENS,
  ...FLAG_SCREENS,
  ...GUARDED_SCREENS,
];
