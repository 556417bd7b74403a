import type { Page } from "playwright-core";
import type { Api } from "../support/api.ts";

const SHOP = "/api/v1/projects/shop";
const DAY = 86_400_000;

const ramp = (flag: string, percentage: number) => ({ kind: "ramp", environment: "staging", flag, percentage });

/** What waits, in staging, so that no other screen is held by it: a bundle to approve, a schedule that recurs, a freeze. */
export async function seedGoverned(api: Api): Promise<void> {
  await api.ok("POST", `${SHOP}/schedules`, {
    title: "Turn on gift-cards in staging",
    operations: [{ kind: "enable", environment: "staging", flag: "gift-cards" }],
    cron: "0 9 * * 1,4",
    timeZone: "Europe/Berlin",
  });
  await api.ok("PUT", `${SHOP}/environments/staging/policy`, {
    approvals: 1,
    breakGlass: { role: "admin", people: [] },
    freezes: [{ kind: "once", name: "عطلة نهاية السنة", from: Date.now() + 2 * DAY, until: Date.now() + 5 * DAY }],
  });
  await api.ok("POST", `${SHOP}/requests`, {
    title: "The whole checkout of the autumn release, with express pay and free shipping for everybody who asks for it",
    reason: "يبدأ الإطلاق يوم الاثنين",
    operations: [ramp("checkout-v2", 50), ramp("express-pay", 100), ramp("free-shipping", 75)],
  });
}

/** A request of whoever looks, which they may edit. */
export async function ownRequest(page: Page): Promise<void> {
  const number = await page.evaluate(
    async ([path, operation]) => {
      const body = JSON.stringify({
        title: "Express pay for more",
        operations: [operation, { ...operation, flag: "dark-mode" }],
      });
      const answer = await fetch(`${path}/requests`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      return ((await answer.json()) as { number: number }).number;
    },
    [SHOP, ramp("express-pay", 80)] as const,
  );
  await page.goto(`${new URL(page.url()).origin}/projects/shop/requests/${number}`);
}
