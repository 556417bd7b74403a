import { createClient } from "@switchyard/sdk-node";
import type { Api } from "../support/api.ts";
import type { TestServer } from "../support/server.ts";

const PROJECT = "page";
const EVERY_MS = 120;

const share = (percentage: number, variant = "on") => ({
  rollout: { percentage, variants: [{ variant, weight: 1 }], otherwise: "off" },
});

/** Flags for the page of one flag: a usual one, and whatever could make it look wrong. */
export async function seedPage(api: Api): Promise<void> {
  await api.ok("POST", "/api/v1/projects", { key: PROJECT, name: "Web shop" });
  await api.ok("PUT", `/api/v1/projects/${PROJECT}/segments/beta`, {
    name: "Beta testers",
    includedKeys: ["ann", "bob"],
  });
  await api.ok("PUT", `/api/v1/projects/${PROJECT}/segments/staff`, {
    name: "Staff",
    rules: [{ conditions: [{ attribute: "email", operator: "endsWith", values: ["@example.org"] }] }],
  });
  const flag = async (body: { key: string } & Record<string, unknown>, configuration?: Record<string, unknown>) => {
    await api.createFlag(PROJECT, body);
    if (!configuration) return;
    const path = `/api/v1/projects/${PROJECT}/environments/production/flags/${body.key}`;
    await api.ok("PUT", path, { enabled: true, offVariant: "off", ...configuration }, { "if-match": "*" });
  };
  await flag({ key: "shop", name: "Shop", clientSide: true }, { fallthrough: share(100) });
  await flag(
    {
      key: "one-page-checkout",
      name: "One-page checkout",
      description: "The whole checkout on one page, with saved cards.",
      clientSide: true,
      tags: ["checkout", "q3"],
      owner: "Payments",
    },
    {
      prerequisites: [{ flag: "shop", variants: ["on"] }],
      targets: [
        { variant: "on", keys: ["ann", "bob"] },
        { variant: "off", keys: ["eve"] },
      ],
      rules: [
        {
          id: "german",
          name: "German-speaking",
          conditions: [
            { attribute: "country", operator: "equals", values: ["DE", "AT"] },
            { attribute: "app.version", operator: "semverGreaterThanOrEqual", values: ["2.1.0"] },
          ],
          serve: share(25),
        },
        { id: "beta", conditions: [{ operator: "inSegment", values: ["beta", "staff"] }], serve: { variant: "on" } },
        {
          id: "hidden",
          conditions: [
            { attribute: "country", operator: "equals", values: ["DE"] },
            { attribute: "app.version", operator: "semverGreaterThanOrEqual", values: ["2.1.0"] },
          ],
          serve: { variant: "off" },
        },
      ],
      fallthrough: share(5),
    },
  );
  await flag({ key: "nothing-yet", name: "Nothing yet" });
  await flag(
    {
      key: "layout",
      name: "Layout",
      type: "object",
      variants: [
        { key: "classic", value: { columns: 2, title: "Classic" }, name: "Classic" },
        { key: "wide", value: { columns: 3, title: "Wide", features: ["quick view", "compare"] } },
        { key: "focus", value: { columns: 1, title: "Focus" } },
      ],
    },
    {
      offVariant: "classic",
      fallthrough: {
        rollout: {
          percentage: 60,
          variants: [
            { variant: "wide", weight: 2 },
            { variant: "focus", weight: 1 },
          ],
          otherwise: "classic",
        },
      },
    },
  );
  await flag(
    {
      key: "right-to-left",
      name: "دفع جديد بسرعة",
      description: "واجهة دفع جديدة مع بطاقات محفوظة",
      type: "string",
      variants: [
        { key: "a", value: "قديم", name: "قديم" },
        { key: "b", value: "جديد", name: "جديد جدا" },
      ],
    },
    {
      offVariant: "a",
      targets: [{ variant: "b", keys: ["مستخدم-١"] }],
      rules: [
        {
          id: "r1",
          name: "مستخدمون في مصر",
          conditions: [{ attribute: "المدينة", operator: "equals", values: ["القاهرة"] }],
          serve: { variant: "b" },
        },
      ],
      fallthrough: { variant: "a" },
    },
  );
  const fifty = Array.from({ length: 50 }, (_, index) => `variant-number-${index}`);
  await flag(
    {
      key: "fifty-variants",
      name: "A flag with fifty variants and a name so long that no line of any screen was made for it, which is what people do",
      type: "string",
      variants: fifty.map((key, index) => ({
        key,
        value: `value ${index}`,
        ...(index === 3 ? { name: "a variant whose name is as long as names may be ".repeat(2).trim() } : {}),
      })),
    },
    {
      offVariant: fifty[0],
      fallthrough: {
        rollout: {
          percentage: 50.125,
          variants: fifty.map((variant, index) => ({ variant, weight: (index % 3) + 1 })),
          otherwise: fifty[0],
        },
      },
    },
  );
  await flag(
    { key: "forty-rules", name: "Forty rules" },
    {
      rules: Array.from({ length: 40 }, (_, index) => ({
        id: `r${index}`,
        ...(index % 4 ? {} : { name: `Rule for tenant group ${index} with a name that wraps on small screens` }),
        conditions: [{ attribute: "tenant", operator: "equals", values: [`tenant-${index}`, `tenant-${index}-b`] }],
        serve: index % 3 ? { variant: "on" } : share(25),
      })),
      fallthrough: { variant: "off" },
    },
  );
  await flag(
    { key: "saved-cards", name: "Saved cards" },
    { prerequisites: [{ flag: "one-page-checkout", variants: ["on"] }], fallthrough: { variant: "on" } },
  );
  await seedPast(api);
}

/** What was and is no more: an archived flag, an edited segment. History has the way back. */
async function seedPast(api: Api): Promise<void> {
  await api.createFlag(PROJECT, { key: "old-banner", name: "Old banner", tags: ["marketing"], owner: "Marketing" });
  await api.ok("PATCH", `/api/v1/projects/${PROJECT}/flags/old-banner`, { name: "Banner of last year", owner: "ops" });
  await api.ok("PATCH", `/api/v1/projects/${PROJECT}/flags/old-banner`, { archived: true });
  await api.ok("PUT", `/api/v1/projects/${PROJECT}/segments/staff`, {
    name: "Staff",
    rules: [{ conditions: [{ attribute: "email", operator: "endsWith", values: ["@example.org", "@example.net"] }] }],
    excludedKeys: ["eve"],
  });
}

/** An application that asks for the flag all the time, so that there is something to see live. */
export async function askForever(server: TestServer): Promise<{ close: () => unknown }> {
  const sdkKey = await server.api.createKey(PROJECT, "production", "server", "web shop");
  const client = createClient({ url: server.url, sdkKey, appName: "web-shop", privateAttributes: ["email"] });
  await client.waitForReady();
  const countries = ["DE", "FR", "AT", "US"];
  let asked = 0;
  const timer = setInterval(() => {
    asked += 1;
    const targetingKey = asked % 9 === 0 ? "ann" : `user-${asked % 100}`;
    const country = countries[asked % countries.length];
    const context = { targetingKey, country, app: { version: asked % 2 ? "2.3.0" : "1.9.0" }, email: "x@example.com" };
    client.isEnabled("one-page-checkout", context);
    client.getValue("layout", context, {});
  }, EVERY_MS);
  return {
    close: () => {
      clearInterval(timer);
      return client.close();
    },
  };
}
