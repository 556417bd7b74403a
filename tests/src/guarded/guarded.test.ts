import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Running, run } from "../support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";
import { type Load, startLoad } from "./load.ts";

// Real processes: a server, an application with express and the middleware, and people who use it. One change does harm, another one does none;
// both climb at the same time, and each is judged by itself.

const PER_SECOND = 120;
const PEOPLE = 5_000;
const stage = (percentage: number, minTreated: number) => ({ percentage, minTreated, holdMs: 2_500 });
const STAGES = [stage(20, 100), stage(50, 200), stage(100, 0)];
const ENVIRONMENT = "/api/v1/projects/guarded/environments/production";

const folder = temporaryFolder();
let server: TestServer;
let shop: Running;
let load: Load;

interface Rollout {
  id: string;
  status: string;
  progress: { percentage: number; why?: string; evidence?: { evidence: number; affected: number } };
}

const rolloutsOf = (flag: string) => `${ENVIRONMENT}/flags/${flag}/rollouts`;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  await server.api.ok("POST", "/api/v1/projects", { key: "guarded" });
  for (const key of ["harmful", "harmless"]) await server.api.createFlag("guarded", { key });
  const sdkKey = await server.api.createKey("guarded", "production", "server", "shop");
  shop = run("node", [fileURLToPath(new URL("./shop.mjs", import.meta.url))], {
    env: { SWITCHYARD_URL: server.url, SWITCHYARD_SDK_KEY: sdkKey },
  });
  const [, url = ""] = await shop.line(/^listening on (\S+)/);
  load = startLoad(`${url}/checkout`, PER_SECOND, PEOPLE);
});

afterAll(async () => {
  load?.stop();
  await shop?.end();
  await server?.stop();
  folder.remove();
});

async function start(flag: string): Promise<string> {
  const { id } = await server.api.ok<Rollout>("POST", rolloutsOf(flag), { stages: STAGES, windowMs: 20_000 });
  await server.api.ok("POST", `${rolloutsOf(flag)}/${id}/start`, {});
  return id;
}

/** Until it is over. */
async function end(flag: string, id: string): Promise<Rollout> {
  for (;;) {
    const rollout = await server.api.ok<Rollout>("GET", `${rolloutsOf(flag)}/${id}`);
    if (rollout.status !== "running") return rollout;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const shareOf = async (flag: string) => {
  const { fallthrough } = await server.api.ok<{ fallthrough: { rollout?: { percentage: number }; variant?: string } }>(
    "GET",
    `${ENVIRONMENT}/flags/${flag}`,
  );
  return fallthrough.rollout?.percentage ?? fallthrough.variant;
};

it("a harmful change rolls itself back, a harmless one climbs to everyone", { timeout: 120_000 }, async () => {
  const [harmful, harmless] = await Promise.all(["harmful", "harmless"].map(start));
  const back = await end("harmful", harmful ?? "");
  const { answers, harmed, failed } = load.counts;
  console.log(
    `harmful: back from ${back.progress.percentage} % after ${answers} requests; ${harmed} of them (${((100 * harmed) / answers).toFixed(1)} %) met the change, ${failed} failed`,
  );
  expect(back).toMatchObject({ status: "rolledBack" });
  expect(back.progress.why).toContain("errors");
  expect(back.progress.evidence?.evidence).toBeGreaterThan(100);
  expect(await shareOf("harmful")).toBe(0);

  // Nobody meets it any more, and it stays so: nothing but a person raises it again.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const met = load.counts.harmed;

  const up = await end("harmless", harmless ?? "");
  expect(up).toMatchObject({ status: "finished", progress: { percentage: 100 } });
  expect(await shareOf("harmless")).toBe(100);
  expect(load.counts.harmed).toBe(met);

  const { changes } = await server.api.ok<{ changes: { action: string; flag: string; actor: { kind: string } }[] }>(
    "GET",
    "/api/v1/projects/guarded/changes?limit=100",
  );
  const steps = (flag: string) =>
    changes
      .filter((change) => change.flag === flag && change.action.startsWith("rollout."))
      .map(({ action }) => action);
  expect(steps("harmful").filter((action) => action === "rollout.rolledBack")).toHaveLength(1);
  expect(steps("harmless").filter((action) => action === "rollout.advanced")).toHaveLength(2);
});
