import { createClient } from "@switchyard/sdk-node";
import { afterAll, expect, it } from "vitest";
import { Api } from "./support/api.ts";
import { ROOT, run } from "./support/process.ts";
import { ADMIN_TOKEN, temporaryFolder } from "./support/server.ts";

// Files that may not grow any more are what a full disk is to a database.

const folder = temporaryFolder();
afterAll(() => folder.remove());

it("on a full disk changes and reports fail and are counted; evaluation and readiness go on", async () => {
  const server = run("sh", ["-c", 'ulimit -f 4000; exec node "$0"', `${ROOT}server/dist/main.js`], {
    cwd: folder.path,
    env: {
      PORT: "0",
      SWITCHYARD_DATABASE: `file:${folder.path}/switchyard.db`,
      SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN,
    },
  });
  const [, url = ""] = await server.line(/^Switchyard is ready on (\S+)/);
  const api = new Api(url, ADMIN_TOKEN);
  const failed = async () => {
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    return Number((await response.text()).match(/^switchyard_writes_failed_total (\d+)$/m)?.[1]);
  };
  const sdkKey = await api.createKey("default", "development", "server", "full disk");
  await api.createFlag("default", { key: "checkout" });
  await api.ramp("default", "development", "checkout", 100);
  await using flags = createClient({ url, sdkKey });
  await flags.waitForReady();
  expect(await failed()).toBe(0);

  const fill = async (length: number) => {
    for (let n = 0; n < 2000; n += 1) {
      const description = `${n} `.padEnd(length, "x");
      const answer = await api.send("PATCH", "/api/v1/projects/default/flags/checkout", { description });
      if (answer.status !== 200) return answer;
    }
    return undefined;
  };
  await fill(2000);
  // What is small may have had room still.
  const answer = await fill(4);
  expect(answer).toMatchObject({ status: 503, body: { error: { code: "UNAVAILABLE" } } });
  expect(server.lines.join("\n")).toMatch(/the disk is full|its files may not grow|input\/output error/);
  const refused = await failed();
  expect(refused).toBeGreaterThan(0);

  // Nobody changes anything from here on: what the SDK reports shows it, too.
  const failedAfterReport = async () => {
    expect(flags.isEnabled("checkout", { targetingKey: "ann" })).toBe(true);
    await flags.flush();
    return failed();
  };
  await expect.poll(failedAfterReport, { timeout: 45_000, interval: 500 }).toBeGreaterThan(refused);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  expect(await server.end()).toBe(0);
});
