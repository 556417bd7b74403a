import type { Api } from "../support/api.ts";

const share = (percentage: number) => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
});

const LONG =
  "A flag whose name somebody wrote as a whole sentence, because they were not sure what others would make of a short one, and went on";

const FLAGS: { key: string; name: string; tags: string[]; owner: string; production?: number; staging?: number }[] = [
  {
    key: "checkout-v2",
    name: "New checkout",
    tags: ["checkout", "q3"],
    owner: "Ana Lopes",
    production: 25,
    staging: 100,
  },
  {
    key: "express-pay",
    name: "Express pay",
    tags: ["checkout", "payments"],
    owner: "payments",
    production: 5,
    staging: 50,
  },
  {
    key: "search-suggestions",
    name: "Search suggestions",
    tags: ["search"],
    owner: "search",
    production: 100,
    staging: 100,
  },
  { key: "free-shipping", name: "Free shipping", tags: ["checkout"], owner: "checkout", production: 100, staging: 100 },
  { key: "gift-cards", name: "Gift cards", tags: ["payments"], owner: "payments", staging: 100 },
  { key: "dark-mode", name: "الوضع الداكن", tags: ["واجهة"], owner: "design", production: 50, staging: 100 },
  {
    key: `long-${"name-".repeat(18)}x`.slice(0, 100),
    name: LONG,
    tags: ["a-tag-that-is-rather-long-too"],
    owner: "ops",
  },
];

/**
 * A project as a shop may have it: everything that a screen can show is in it.
 *
 * @param isTidy without what is there only to try a screen
 */
export async function seedShop(api: Api, isTidy = false): Promise<void> {
  await api.ok("POST", "/api/v1/projects", { key: "shop", name: "Shop" });
  await api.ok("PUT", "/api/v1/projects/shop/segments/beta", {
    name: "Beta testers",
    rules: [{ conditions: [{ attribute: "plan", operator: "equals", values: ["beta", "staff"] }] }],
    includedKeys: Array.from({ length: 1200 }, (_, i) => `user-${1000 + i}`),
    excludedKeys: ["user-7"],
  });
  await api.ok("PUT", "/api/v1/projects/shop/segments/dach", {
    name: "Germany, Austria, Switzerland",
    rules: [{ conditions: [{ attribute: "country", operator: "equals", values: ["DE", "AT", "CH"] }] }],
  });
  for (const { production, staging, ...flag } of FLAGS) {
    if (isTidy && flag.name === LONG) continue;
    await api.createFlag("shop", { ...flag, clientSide: true });
    if (staging !== undefined) await configure(api, flag.key, "staging", staging);
    if (production !== undefined) await configure(api, flag.key, "production", production);
  }
  await api.createFlag("shop", {
    key: "banner-text",
    name: "Banner",
    type: "string",
    variants: [
      { key: "none", value: "" },
      { key: "sale", value: "Everything 20 % off until Sunday" },
    ],
    tags: ["marketing"],
    lifetime: { kind: "temporary", expectedRemoval: "2026-01-31" },
  });
  await api.ok("POST", "/api/v1/projects/shop/environments/production/flags/search-suggestions/kill", {
    reason: "Errors",
  });
}

async function configure(api: Api, flag: string, environment: string, percentage: number): Promise<void> {
  const rules =
    flag === "checkout-v2" && environment === "production"
      ? [{ id: "beta", conditions: [{ operator: "inSegment", values: ["beta"] }], serve: { variant: "on" } }]
      : [];
  await api.ok(
    "PUT",
    `/api/v1/projects/shop/environments/${environment}/flags/${flag}`,
    { enabled: true, offVariant: "off", rules, fallthrough: share(percentage), reason: "next step" },
    { "if-match": "*" },
  );
}
