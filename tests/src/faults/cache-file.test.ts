import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createClient } from "@switchyard/sdk-node";
import { expect, it, onTestFinished } from "vitest";
import { endLater } from "../../../server/src/test-leftovers.ts";
import { run } from "../support/process.ts";
import { temporaryFolder } from "../support/server.ts";
import { FakeServer } from "./fake-server.ts";
import { createRandom, readSeed } from "./random.ts";
import { SdkProcess } from "./sdk-process.ts";

// An SDK process is killed while it writes its copy on disk, again and again. Whoever starts next finds a whole old or a
// whole new one, and none that is older than what was said to be written. SWITCHYARD_LONG=1 kills a thousand times.

const KILLS = process.env.SWITCHYARD_LONG ? 1_000 : 40;
/** At the same time, each with a file of its own. */
const LANES = 4;
const FLAGS = 100;
const MAIN = fileURLToPath(new URL("./cache-main.mjs", import.meta.url));
const KEY = "sw_server_fake";
const quiet = { info() {}, warn() {}, error() {} };

/** All of a version's flags say which one it is, so that a mixture would show. */
const flagsOf = (version: number, count = FLAGS) =>
  Array.from({ length: count }, (_, index) => ({
    key: `flag-${index}`,
    type: "number",
    variants: [
      { key: "on", value: version },
      { key: "off", value: -1 },
    ],
    salt: "abcdefg",
    enabled: true,
    offVariant: "off",
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: "on" },
  }));

const snapshot = (version: number, count?: number) => ({
  type: "snapshot",
  epoch: "e1",
  version,
  flags: flagsOf(version, count),
  segments: [],
});

/** Says a newer version fifty times a second, also to who comes again. */
async function startServer() {
  let version = 0;
  const server = await FakeServer.start(({ type }) => (type === "hello" ? snapshot(++version) : undefined));
  const timer = setInterval(() => server.say(JSON.stringify(snapshot(++version))), 20);
  return {
    url: server.url,
    stop: async () => {
      clearInterval(timer);
      await server.close();
    },
  };
}

/** What a start without a server answers with. */
async function readCopy(url: string, cacheFile: string) {
  const log: string[] = [];
  const note = (line: string) => void log.push(line);
  const client = createClient({ url, sdkKey: KEY, cacheFile, logger: { info: note, warn: note, error: note } });
  const { version } = client.status;
  const values = new Set(Array.from({ length: FLAGS }, (_, index) => client.getValue(`flag-${index}`, {}, 0)));
  await client.close();
  return { version, values: [...values], log: log.filter((line) => line.includes("cache file")) };
}

/** Makes a client from its copy, and says what it answers at once, how long both took, and what waiting for a server gives. */
const FIRST_ANSWER = `
  import { createClient } from "@switchyard/sdk-node";
  const began = performance.now();
  const before = process.cpuUsage();
  const flags = createClient({ cacheFile: process.env.CACHE_FILE, logger: { info() {}, warn() {}, error() {} } });
  const value = flags.getValue("flag-999", { targetingKey: "ann" }, 0);
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  const asked = performance.now();
  const { status } = await flags.waitForReady({ timeoutMs: 300 });
  console.log(JSON.stringify({ value, ms, cpuMs: (user + system) / 1_000, status, waitedMs: performance.now() - asked }));`;

async function kill(child: ChildProcess) {
  child.kill("SIGKILL");
  await once(child, "close");
}

it(`is whole after each of ${KILLS} kills`, { timeout: KILLS * 2_000 + 60_000 }, async () => {
  const seed = readSeed(process.env.FAULT_SEED);
  console.log(`cache file: FAULT_SEED=${seed}`);
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  let copies = 0;
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const random = createRandom(seed + lane);
      const server = await startServer();
      const cacheFile = join(folder.path, `${lane}.json`);
      let newest = 0;
      for (let round = 0; round < KILLS / LANES; round++) {
        const env = { ...process.env, SWITCHYARD_URL: server.url, SWITCHYARD_SDK_KEY: KEY, CACHE_FILE: cacheFile };
        const sdk = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "inherit"] });
        endLater(sdk);
        createInterface({ input: sdk.stdout }).on("line", (line) => {
          newest = Number(line);
        });
        await once(sdk.stdout, "data");
        await sleep(random.below(40));
        await kill(sdk);
        const { version = 0, values, log } = await readCopy(server.url, cacheFile);
        expect({ values, log }).toEqual({ values: [version], log: [] });
        expect(version).toBeGreaterThanOrEqual(newest);
        copies++;
      }
      await server.stop();
    }),
  );
  expect(copies).toBe(KILLS);
  // Each start clears away what the one before left; the last ones are left.
  expect(readdirSync(folder.path).length).toBeLessThanOrEqual(2 * LANES);
});

it("is left out when it is cut anywhere, and taken when it is whole, by a process that finds no server", async () => {
  const random = createRandom(readSeed(process.env.FAULT_SEED));
  const folder = temporaryFolder();
  const cacheFile = join(folder.path, "flags.json");
  const server = await startServer();
  const client = createClient({ url: server.url, sdkKey: KEY, cacheFile, logger: quiet });
  await client.waitForReady();
  await client.close();
  await server.stop();
  const start = () => new SdkProcess(server.url, KEY, { CACHE_FILE: cacheFile });
  onTestFinished(folder.remove);

  const whole = start();
  const { values } = await whole.ask("flag-0");
  expect(values["flag-0"]).toBe(client.getValue("flag-0", {}, 0));
  await whole.end();
  const size = readFileSync(cacheFile).length;
  truncateSync(cacheFile, random.below(size));
  const cut = start();
  expect((await cut.ask("flag-0")).values).toEqual({ "flag-0": null });
  const said = cut.lines.flatMap((line) =>
    line.type === "log" && line.text.includes("cache file") ? [line.text] : [],
  );
  expect(said).toEqual([expect.stringContaining("is left out")]);
  expect([...whole.noise, ...cut.noise]).toEqual([]);
  await cut.end();
});

it("answers at once where the server's address swallows everything: a copy of 1,000 flags", async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const cacheFile = join(folder.path, "flags.json");
  const server = await FakeServer.start(({ type }) => (type === "hello" ? snapshot(3, 1_000) : undefined));
  const client = createClient({ url: server.url, sdkKey: KEY, cacheFile, logger: quiet });
  await client.waitForReady();
  await client.close();
  await server.close();
  // A copy belongs to the address that it came from: there, nobody says a word from now on.
  const silence = createServer(() => {}).listen(Number(new URL(server.url).port), "127.0.0.1");
  await once(silence, "listening");
  onTestFinished(() => void silence.close());

  const env = { SWITCHYARD_URL: server.url, SWITCHYARD_SDK_KEY: KEY, CACHE_FILE: cacheFile };
  // Below tests/, so that the package's published name resolves.
  const script = run("node", ["--input-type=module", "-e", FIRST_ANSWER], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env,
  });
  const [line] = await script.line(/^{.*}$/);
  expect(await script.exit).toBe(0);
  const { value, ms, cpuMs, status, waitedMs } = JSON.parse(line);
  console.log(
    `a copy of 1,000 flags, no server: client and first answer ${ms.toFixed(1)} ms (${cpuMs.toFixed(1)} ms of CPU), waitForReady({ timeoutMs: 300 }) ${waitedMs.toFixed(0)} ms`,
  );
  expect({ value, status }).toEqual({ value: 3, status: "cached" });
});
