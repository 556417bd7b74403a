import { createClient } from "@switchyard/sdk-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADMIN_TOKEN, startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// One evaluator: what the SDK answers in the application's process is what the server's own preview says.

const folder = temporaryFolder();
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

it("isEnabled equals the server's own evaluation for 10,000 contexts", async () => {
  await server.api.createFlag("default", { key: "new-checkout" });
  const version = await server.api.ramp("default", "production", "new-checkout", 37.125);
  const sdkKey = await server.api.createKey("default", "production", "server", "agreement");
  await using flags = createClient({ url: server.url, sdkKey });
  expect(await flags.waitForReady({ timeoutMs: 10_000 })).toMatchObject({ status: "ready", version });

  const keys = Array.from({ length: 10_000 }, (_, i) =>
    i % 3 === 0 ? `user-${i}` : i % 3 === 1 ? `Zoë ${i}` : `客户-${i}👩‍🚀`,
  );
  const evaluate = async (targetingKey: string) => {
    const response = await fetch(`${server.url}/api/v1/projects/default/environments/production/evaluate`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ flag: "new-checkout", context: { targetingKey } }),
    });
    const body = (await response.json()) as { value: unknown };
    expect(response.status, JSON.stringify(body)).toBe(200);
    return body.value;
  };

  const disagreements: string[] = [];
  let exposed = 0;
  for (let start = 0; start < keys.length; start += 50) {
    const batch = keys.slice(start, start + 50);
    const answers = await Promise.all(batch.map(evaluate));
    batch.forEach((targetingKey, i) => {
      const mine = flags.isEnabled("new-checkout", { targetingKey });
      if (mine) exposed += 1;
      if (mine !== answers[i]) disagreements.push(targetingKey);
    });
  }
  expect(disagreements).toEqual([]);
  // Five standard deviations of a binomial share around 37.125 %: a constant answer can't pass.
  expect(Math.abs(exposed - 3712.5)).toBeLessThan(5 * Math.sqrt(10_000 * 0.37125 * 0.62875));
});
