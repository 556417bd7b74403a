import type { Page } from "playwright-core";
import type { Api } from "../support/api.ts";
import { PASSWORD } from "../support/person.ts";

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
  // Overtaken: what it would do is another thing since the flag has gone down.
  await api.ok("POST", `${SHOP}/requests`, { title: "Dark mode for more", operations: [ramp("dark-mode", 80)] });
  await api.ramp("shop", "staging", "dark-mode", 30);
}

/** Others than whoever looks: people, one of them invited, a program, and systems at both ends. */
export async function seedOthers(api: Api, receiver: string): Promise<void> {
  const invite = (email: string, role: string, environment?: string) =>
    api.ok<{ token: string }>("POST", "/api/v1/invitations", {
      email,
      roles: [{ project: "shop", role }, ...(environment ? [{ project: "shop", environment, role: "releaser" }] : [])],
    });
  const { token } = await invite("bea@example.org", "responder", "staging");
  const joined = await fetch(`${api.url}/api/v1/invitations/accept`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: api.url, "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ token, name: "Beatriz Sousa", password: PASSWORD }),
  });
  if (!joined.ok) throw new Error(`invitation: ${joined.status} ${await joined.text()}`);
  await invite("a-colleague-with-a-rather-long-address@department.example.org", "editor");
  await api.ok("POST", `${SHOP}/robots`, { name: "deploy pipeline", role: "editor", expiresInDays: 90 });
  await api.ok("POST", `${SHOP}/webhooks`, { name: "Ops channel", url: receiver });
  await api.ok("POST", `${SHOP}/environments/production/flags/checkout-v2/triggers`, { name: "Checkout errors" });
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
