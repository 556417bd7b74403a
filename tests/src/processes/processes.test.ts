import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Running, run } from "../support/process.ts";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";

// What a developer must be able to take for granted of the Node SDK, in processes of their own, on the built package. How long
// something took is printed: it is the machine's, and no assertion.

const WORKERS = 8;
const HERE = fileURLToPath(new URL(".", import.meta.url));
const CLUSTER = fileURLToPath(new URL("./cluster-main.mjs", import.meta.url));

const folder = temporaryFolder();
let server: TestServer;
let sdkKey: string;
/** Takes connections, and never says a word. */
const blackHole = createServer(() => {});
let silence: string;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  await server.api.createFlag("default", { key: "checkout-v2" });
  sdkKey = await server.api.createKey("default", "production", "server", "processes");
  blackHole.listen(0, "127.0.0.1");
  await once(blackHole, "listening");
  silence = `http://127.0.0.1:${(blackHole.address() as AddressInfo).port}`;
});

afterAll(async () => {
  blackHole.close();
  await server.stop();
  folder.remove();
});

const turn = (isOn: boolean) => server.api.ramp("default", "production", "checkout-v2", isOn ? 100 : 0);

function start(args: string[], url = server.url, env: NodeJS.ProcessEnv = {}): Running {
  const running = run("node", args, {
    cwd: HERE,
    env: { SWITCHYARD_URL: url, SWITCHYARD_SDK_KEY: sdkKey, ...env },
  });
  onTestFinished(() => void running.end("SIGKILL"));
  return running;
}

const script = (body: string, url?: string) =>
  start(["--input-type=module", "-e", `import { createClient } from "@switchyard/sdk-node";\n${body}`], url);

const closed = `
  const from = performance.now();
  await flags.close();
  console.log("closed after", Math.round(performance.now() - from), "ms");`;

const ready = `
  const flags = createClient();
  await flags.waitForReady({ timeoutMs: 1_000 });
  console.log(flags.isEnabled("checkout-v2", { targetingKey: "ann" }), flags.status.state);`;

test.each([
  ["waits for flags", ready, () => server.url, "true live"],
  ["waits for them and closes", ready + closed, () => server.url, "true live"],
  ["closes on a server that says nothing", ready + closed, () => silence, "false connecting"],
  ["waits for nothing", "console.log(createClient().isEnabled('checkout-v2'));", () => server.url, "false"],
  ["waits for a server that says nothing", ready, () => silence, "false connecting"],
])("a script that evaluates and %s ends by itself after its last line", async (name, body, url, said) => {
  await turn(true);
  const running = script(`${body}\n  console.log("last line");`, url());
  await running.line(/^last line$/);
  const saidAt = performance.now();
  expect(await running.exit).toBe(0);
  const before = running.lines.find((line) => line.startsWith("closed")) ?? "not closed";
  const ms = Math.round(performance.now() - saidAt);
  console.log(`a script that ${name}: ${before}, ended ${ms} ms after its last line`);
  expect(running.lines).toContain(said);
});

test(`${WORKERS} workers of a cluster all update, each change`, async () => {
  await turn(false);
  const cluster = start([CLUSTER], server.url, { WORKERS: `${WORKERS}` });
  const heard = (value: boolean) => cluster.lines.filter((line) => /^\d+ /.test(line) && line.endsWith(` ${value}`));
  const everyone = (value: boolean) => Array.from({ length: WORKERS }, (_, index) => `${index + 1} ${value}`);
  await expect.poll(() => heard(false).sort()).toEqual(everyone(false));
  const turnedAt = performance.now();
  await turn(true);
  await expect.poll(() => heard(true).sort(), { interval: 5 }).toEqual(everyone(true));
  console.log(`${WORKERS} workers had a change ${Math.round(performance.now() - turnedAt)} ms after it was asked for`);
  await turn(false);
  await expect.poll(() => heard(false).length).toBe(2 * WORKERS);
  expect(cluster.lines).toHaveLength(3 * WORKERS);
});

test("listeners that throw and reject stop neither the others nor the process", async () => {
  await turn(false);
  const running = script(`
  const flags = createClient();
  const alive = setInterval(() => {}, 1_000);
  let heard = 0;
  flags.on("change:checkout-v2", () => { throw new Error("thrown"); });
  flags.on("change:checkout-v2", async () => { throw new Error("rejected"); });
  flags.on("change:checkout-v2", ({ version }) => {
    console.log("heard", flags.isEnabled("checkout-v2", { targetingKey: "ann" }));
    // The first is the flags' arrival.
    if (++heard === 3) clearInterval(alive);
  });
  await flags.waitForReady();
  console.log("ready");`);
  await running.line(/^ready$/);
  await turn(true);
  await running.line(/^heard true$/);
  await turn(false);
  expect(await running.exit).toBe(0);
  expect(running.lines.filter((line) => line.startsWith("heard"))).toEqual([
    "heard false",
    "heard true",
    "heard false",
  ]);
  expect(running.lines.filter((line) => line.startsWith("[switchyard]")).sort()).toEqual([
    "[switchyard] a listener failed: Error: rejected",
    "[switchyard] a listener failed: Error: thrown",
  ]);
});

test("waitForReady settles when its time is over, whoever does not answer", async () => {
  const running = script(
    `
  const flags = createClient();
  const from = performance.now();
  const { status } = await flags.waitForReady({ timeoutMs: 500 });
  console.log(status, Math.round(performance.now() - from), "ms");`,
    silence,
  );
  const [said] = await running.line(/^timeout \d+ ms$/);
  expect(await running.exit).toBe(0);
  console.log(`waitForReady({ timeoutMs: 500 }) against a black hole: ${said}`);
});
