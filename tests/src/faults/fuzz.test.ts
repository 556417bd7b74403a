import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { ADMIN_TOKEN, startServer, type TestServer, temporaryFolder } from "../support/server.ts";
import { TELL_HEAP, type Usage, usageReader } from "../support/server-usage.ts";
import { goodbye, hello, politeFrame, rudeFrame, upgrade } from "./fuzz-frames.ts";
import { cut, politeRequests, rudeRequest, type Target } from "./fuzz-http.ts";
import { createRandom, type Random, readSeed } from "./random.ts";
import { SdkProcess } from "./sdk-process.ts";

// A server process gets requests and frames that nobody should send. Afterwards it is there, has nothing to say about
// it, serves as before, and has given back what it took. FUZZ_COUNT scales it, FUZZ_SEED makes the same bytes again.

const COUNT = Number(process.env.FUZZ_COUNT || 100_000);
const SEED = readSeed(process.env.FUZZ_SEED);
/** Before anything is measured the code is compiled, caches are full, and Node has what it keeps of its busiest moments: a quarter of this is too early. */
const WARM_UP = 40_000;
const AT_ONCE = 24;
/** The longest that a connection of ours is open; the server's own patience with half a request is 30 s. */
const PATIENCE_MS = 2_000;
/** What may stay in use, and what Node may keep of what it once needed. */
const KEPT_MB = { heap: 16, rss: 96 };
const MAX_ANSWER = 4_096;

/** What one connection says, and how many requests and frames that is. */
interface Talk {
  /** Said first, and the rest only when the server has answered with this. */
  opening?: { bytes: Buffer; answer: string };
  bytes: Buffer;
  count: number;
  /** How it ends: the server does it when all is said; we say that no more comes; we vanish. */
  end: "server" | "half" | "reset";
}

function nextTalk(random: Random, target: Target): Talk {
  const kind = random.below(100);
  if (kind < 25) return { bytes: politeRequests(random, target, 20), count: 20, end: "server" };
  if (kind < 45) return { bytes: rudeRequest(random, target), count: 1, end: "half" };
  if (kind < 55) return { bytes: cut(random, upgrade(random, target, false)), count: 1, end: "reset" };
  if (kind < 65) return { bytes: upgrade(random, target, false), count: 1, end: random.pick(["half", "reset"]) };
  const isRude = kind < 75;
  const nextFrame = () => (isRude && random.below(10) === 0 ? rudeFrame(random) : politeFrame(random));
  const isGreeted = random.below(10) > 0;
  const isBrowser = random.below(3) === 0;
  const key = isBrowser ? target.clientKey : undefined;
  const greeting = isGreeted ? [hello(random, `fuzz-${random.below(1_000)}`, key)] : [];
  const opening = [upgrade(random, target, true, isBrowser), ...greeting];
  const rest = [...Array.from({ length: 60 }, nextFrame), goodbye(random)];
  return {
    opening: { bytes: Buffer.concat(opening), answer: isGreeted ? '"type":"snapshot"' : " 101 " },
    bytes: Buffer.concat(rest),
    count: opening.length + rest.length,
    end: isRude ? random.pick(["half", "reset", "server"]) : "server",
  };
}

/** Says it in one or two pieces, and waits for the end of the connection. */
async function say(port: number, random: Random, { opening, bytes, end }: Talk, heard: (data: string) => void) {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const impatience = setTimeout(() => socket.destroy(), PATIENCE_MS);
  let answer = "";
  const opened = new Promise<void>((resolve) => {
    socket.on("data", (data) => {
      const text = data.toString("latin1");
      heard(text);
      if (!opening) return;
      answer = (answer + text).slice(-MAX_ANSWER);
      if (answer.includes(opening.answer)) resolve();
    });
  });
  if (opening) {
    socket.write(opening.bytes);
    await Promise.race([opened, closed]);
  }
  const at = random.below(4) === 0 ? random.below(bytes.length) : bytes.length;
  socket.write(bytes.subarray(0, at));
  if (at < bytes.length) {
    await sleep(random.below(3));
    socket.write(bytes.subarray(at));
  }
  if (end === "half") socket.end();
  if (end === "reset") setTimeout(() => socket.resetAndDestroy(), random.below(10));
  await closed;
  clearTimeout(impatience);
}

async function fuzz(port: number, random: Random, target: Target, count: number) {
  let left = count;
  const sent = { requestsAndFrames: 0, connections: 0, httpAnswers: 0, snapshots: 0 };
  const heard = (text: string) => {
    sent.httpAnswers += text.split("HTTP/1.1 ").length - 1;
    sent.snapshots += text.split('"type":"snapshot"').length - 1;
  };
  const talker = async () => {
    while (left > 0) {
      const talk = nextTalk(random, target);
      left -= talk.count;
      sent.requestsAndFrames += talk.count;
      sent.connections += 1;
      await say(port, random, talk, heard);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, talker));
  return sent;
}

it("whatever arrives, the server stays, serves, and forgets it", {
  timeout: 60_000 + (WARM_UP + COUNT) * 2,
}, async () => {
  console.log(`fuzz: FUZZ_SEED=${SEED} FUZZ_COUNT=${COUNT}`);
  const folder = temporaryFolder();
  const server = await startServer({
    folder: folder.path,
    env: { HOST: "127.0.0.1", NODE_OPTIONS: `--import ${TELL_HEAP}` },
  });
  onTestFinished(async () => {
    expect(await server.stop()).toBe(0);
    folder.remove();
  });
  const usage = usageReader(server);
  const { api, port } = server;
  const sdkKey = await api.createKey("default", "development", "server", "fuzz");
  const clientKey = await api.createKey("default", "development", "client", "fuzz");
  await api.createFlag("default", { key: "witness" });
  await api.ramp("default", "development", "witness", 100);
  const witness = newSdk(server, sdkKey);
  await witness.untilValue("witness", true);

  const random = createRandom(SEED);
  const target = { host: `127.0.0.1:${port}`, adminToken: ADMIN_TOKEN, sdkKey, clientKey };
  const warmUp = await fuzz(port, random, target, WARM_UP);
  // The connection that our own requests keep open is among the descriptors both times.
  await api.ok("GET", "/health/ready");
  const before = await settled(usage);
  const startedAt = performance.now();
  const sent = await fuzz(port, random, target, COUNT);
  const seconds = (performance.now() - startedAt) / 1000;

  expect(server.process.child.exitCode).toBeNull();
  await api.ok("POST", "/api/v1/projects/default/environments/development/flags/witness/kill", {});
  await witness.untilValue("witness", false);
  expect(witness.states).toEqual(["live"]);
  const newcomer = newSdk(server, sdkKey);
  await newcomer.untilLive();
  expect((await newcomer.ask("witness")).values).toEqual({ witness: false });

  const after = await settled(usage);
  const rate = Math.round(sent.requestsAndFrames / seconds);
  console.log(`fuzz: ${JSON.stringify({ warmUp, sent, seconds: Math.round(seconds), rate, before, after })}`);
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 1);
  expect(after.heapMb).toBeLessThan(before.heapMb + KEPT_MB.heap);
  expect(after.rssMb).toBeLessThan(before.rssMb + KEPT_MB.rss);
  // The address and the link for the first admin, what we asked for, that reports were no reports (ten a minute), and once a
  // minute how many remote evaluations were answered and refused.
  const isExpected = (line: string) =>
    line.startsWith("heap ") ||
    line.includes("what an SDK reports can't be taken") ||
    /^{"level":30,.*"status":[234]\d\d,.*"msg":"OFREP (evaluation|refusal)"}$/.test(line);
  expect(server.process.lines.slice(2).filter((line) => !isExpected(line))).toEqual([]);
});

function newSdk({ url }: TestServer, sdkKey: string): SdkProcess {
  const sdk = new SdkProcess(url, sdkKey);
  onTestFinished(() => sdk.end());
  return sdk;
}

/** What the server's process uses once its connections have closed. */
async function settled(usage: () => Promise<Usage>): Promise<Usage> {
  // Longer than a closing socket lingers.
  await sleep(1_500);
  return usage();
}
