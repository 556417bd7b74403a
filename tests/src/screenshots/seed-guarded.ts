import { createClient } from "@switchyard/sdk-node";
import { currentFlags, expressFlags } from "@switchyard/sdk-node/middleware";
import type { Api } from "../support/api.ts";
import type { TestServer } from "../support/server.ts";

const PROJECT = "guarded";
const ENVIRONMENT = `/api/v1/projects/${PROJECT}/environments/production`;
const PEOPLE = 6_000;
const MINUTE = 60_000;

const stages = (holdMs: number, ...percentages: number[]) => [
  ...percentages.map((percentage) => ({ percentage, holdMs, minTreated: 1_000 })),
  { percentage: 100, holdMs: 60 * MINUTE, minTreated: 0 },
];

const rolloutsOf = (flag: string) => `${ENVIRONMENT}/flags/${flag}/rollouts`;

async function plan(api: Api, flag: string, body: object): Promise<string> {
  return (await api.ok<{ id: string }>("POST", rolloutsOf(flag), body)).id;
}

/**
 * A rollout that climbs, one that was taken back, and one that is planned, all from what an application really reported.
 *
 * @returns what goes on in it until it is closed
 */
export async function seedGuarded(server: TestServer) {
  const { api } = server;
  await api.ok("POST", "/api/v1/projects", { key: PROJECT, name: "Guarded shop" });
  for (const [key, name] of [
    ["one-step-checkout", "One-step checkout"],
    ["faster-search", "Faster search"],
    ["new-prices", "New prices"],
  ] as const) {
    await api.createFlag(PROJECT, { key, name, clientSide: true });
  }
  await api.ok(
    "PUT",
    `${ENVIRONMENT}/flags/new-prices`,
    {
      enabled: true,
      offVariant: "off",
      fallthrough: { rollout: { percentage: 2, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
    },
    { "if-match": "*" },
  );
  const sdkKey = await api.createKey(PROJECT, "production", "server", "shop");
  const client = createClient({ url: server.url, sdkKey, appName: "shop", logger: console });
  await client.waitForReady();

  const climbs = await plan(api, "one-step-checkout", {
    name: "standard",
    stages: [{ percentage: 5, holdMs: 1_000, minTreated: 100 }, ...stages(15 * MINUTE, 25, 50)],
    noteEveryMs: 15 * MINUTE,
  });
  const fails = await plan(api, "faster-search", { name: "quick", stages: stages(5 * MINUTE, 10, 50) });
  await plan(api, "new-prices", { name: "cautious", stages: stages(60 * MINUTE, 5, 25, 50) });
  for (const [flag, id] of [
    ["one-step-checkout", climbs],
    ["faster-search", fails],
  ] as const) {
    await api.ok("POST", `${rolloutsOf(flag)}/${id}/start`, { reason: "Release 42" });
  }

  const shopping = setInterval(() => shop(client, 40), 100);
  const until = async (
    flag: string,
    id: string,
    isThere: (rollout: { status: string; progress: { stage: number } }) => boolean,
  ) => {
    while (!isThere(await api.ok("GET", `${rolloutsOf(flag)}/${id}`)))
      await new Promise((look) => setTimeout(look, 500));
  };
  await until("faster-search", fails, ({ status }) => status !== "running");
  await until("one-step-checkout", climbs, ({ progress }) => progress.stage > 0);
  // Enough for the lines of a chart.
  await new Promise((soon) => setTimeout(soon, 15_000));
  return {
    close() {
      clearInterval(shopping);
      return client.close();
    },
  };
}

/** Some requests through the middleware, as a server would tell it of them. */
function shop(client: ReturnType<typeof createClient>, requests: number): void {
  for (let i = 0; i < requests; i++) {
    const targetingKey = `user-${Math.floor(Math.random() * PEOPLE)}`;
    let close = () => {};
    const response = {
      statusCode: 200,
      writableFinished: true,
      once(_: string, listener: () => void) {
        close = listener;
      },
    };
    expressFlags(client, { context: () => ({ targetingKey }) })({}, response, () => {
      currentFlags().isEnabled("one-step-checkout");
      currentFlags().isEnabled("new-prices");
      const isFaster = currentFlags().isEnabled("faster-search");
      response.statusCode = Math.random() < (isFaster ? 0.05 : 0.004) ? 500 : 200;
    });
    setTimeout(close, 5 + 40 * Math.random() ** 3);
  }
}
