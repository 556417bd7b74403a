import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { startServer, temporaryFolder } from "../support/server.ts";
import { stepsBack } from "./check-history.ts";
import { registerClock } from "./clock.case.ts";
import type { Fault } from "./fault.ts";
import { linkRig, seconds } from "./link-rig.ts";
import { SdkProcess } from "./sdk-process.ts";
import { registerStreamless } from "./streamless.case.ts";

// What networks and machines do to a connection, done to a real SDK process and a real server. Whatever it is, the SDK
// answers with what it had, finds out, comes back by itself to the newest, and never has two streams.
//
// All tests of this file run at the same time; the longest, which waits for the 35 s of silence, comes first.

const rig = linkRig();
const { newFlag, newSdk, liveSdk } = rig;

it.concurrent("a half-open link is found within 35 s by the SDK, 60 s by the server", {
  timeout: 70_000,
}, async (context) => {
  const { proxy, sdk, flag, isSound } = await liveSdk(context);
  const brokenAt = performance.now();
  proxy.setOpen({ mode: "black-hole" });
  await flag.turn(true);
  expect((await sdk.ask(flag.key)).values).toEqual({ [flag.key]: false });

  await sdk.until(({ states }) => states.at(-1) !== "live");
  const foundMs = performance.now() - brokenAt;
  await sdk.untilValue(flag.key, true);
  const currentMs = performance.now() - brokenAt;
  await proxy.until(({ ghosts }) => ghosts === 0);
  const forgottenMs = performance.now() - brokenAt;
  const byServer = `found by the server after ${seconds(forgottenMs)}`;
  console.log(`half-open link: found after ${seconds(foundMs)}, current after ${seconds(currentMs)}, ${byServer}`);
  // The SDK's timer runs from the last sign of life, which came before the break; the rest is this machine's.
  expect(foundMs).toBeLessThan(36_000);
  expect(forgottenMs).toBeLessThan(60_000);
  expect(proxy.accepted).toBe(2);
  isSound();
});

it.concurrent.for([
  ["the link stood", { mode: "pass" }],
  ["the link has died", { mode: "black-hole" }],
] satisfies [string, Fault][])(
  "after a sleep in which %s: answers at once, fresh within 5 s",
  async ([, fault], context) => {
    const { proxy, sdk, flag, isSound } = await liveSdk(context);
    const early = await newFlag();
    sdk.signal("SIGSTOP");
    // Waits unread in the socket all the while: no sign that the link stands when it is read at last.
    await early.turn(true);
    proxy.setOpen(fault);
    await flag.turn(true);
    // A machine counts as woken when more than 5 s are missing.
    await sleep(7_000);

    const wokenAt = performance.now();
    sdk.signal("SIGCONT");
    expect(typeof (await sdk.ask(flag.key)).values[flag.key]).toBe("boolean");
    const answeredMs = performance.now() - wokenAt;
    await sdk.untilValue(flag.key, true);
    const freshMs = performance.now() - wokenAt;
    console.log(`${fault.mode} during a sleep: answered after ${seconds(answeredMs)}, fresh after ${seconds(freshMs)}`);
    expect(freshMs).toBeLessThan(5_000);
    isSound();
  },
);

it.concurrent("a server that is killed and comes back", async ({ onTestFinished }) => {
  const own = temporaryFolder();
  let mine = await startServer({ folder: own.path });
  const flag = await newFlag(mine);
  const key = await mine.api.createKey("default", "development", "server", "kill");
  const sdk = new SdkProcess(mine.url, key);
  onTestFinished(async () => {
    await sdk.end();
    await mine.stop();
    own.remove();
  });
  await sdk.untilLive();

  for (const on of [true, false]) {
    await mine.process.end("SIGKILL");
    await sdk.until(({ states }) => states.at(-1) === "offline");
    expect(await sdk.ask(flag.key)).toMatchObject({ state: "offline", values: { [flag.key]: !on } });
    mine = await startServer({ folder: own.path, port: mine.port });
    await mine.api.ramp("default", "development", flag.key, on ? 100 : 0);
    await sdk.untilValue(flag.key, on);
  }
  expect({ stepsBack: stepsBack(sdk.applied), noise: sdk.noise }).toEqual({ stepsBack: [], noise: [] });
});

it.concurrent("a link that is cut while a change is made", async (context) => {
  const { proxy, sdk, flag, isSound } = await liveSdk(context);
  for (const [round, afterMs] of [0, 2, 4, 8].entries()) {
    const on = round % 2 === 0;
    const changed = flag.turn(on);
    await sleep(afterMs);
    proxy.cut();
    const version = await changed;
    await sdk.untilValue(flag.key, on);
    expect(sdk.applied.at(-1)?.version).toBeGreaterThanOrEqual(version);
    await sdk.untilLive();
  }
  isSound();
});

it.concurrent("frames that end in their midst", async (context) => {
  const { proxy, sdk, flag, isSound } = await liveSdk(context);
  for (const [round, bytes] of [1, 3, 60, 250].entries()) {
    const on = round % 2 === 0;
    const { cuts } = proxy;
    proxy.set({ mode: "cut-after", bytes });
    await flag.turn(on);
    await proxy.until((now) => now.cuts > cuts);
    expect((await sdk.ask(flag.key)).values).toEqual({ [flag.key]: !on });
    proxy.set({ mode: "pass" });
    await sdk.untilValue(flag.key, on);
    await sdk.untilLive();
  }
  isSound();
});

it.concurrent("an upgrade that is refused with 503 at the start, then allowed", async (context) => {
  const flag = await newFlag();
  const { proxy, sdk, isSound } = await newSdk(context, { mode: "answer", status: 503, retryAfter: 1 });
  await proxy.until(({ accepted }) => accepted === 2);
  expect(await sdk.ask(flag.key)).toMatchObject({ values: { [flag.key]: null } });
  proxy.set({ mode: "pass" });
  await sdk.untilLive();
  expect(await sdk.ask(flag.key)).toMatchObject({ state: "live", values: { [flag.key]: false } });
  isSound();
});

// The last known answers stay until a way is found.
it.concurrent.for([
  { mode: "refuse" },
  { mode: "answer", status: 502 },
  { mode: "strip-upgrade" },
  { mode: "buffer" },
  { mode: "black-hole" },
  { mode: "cut-after", bytes: 80 },
] satisfies Fault[])("a way that has become impassable ($mode), then good again", async (fault, context) => {
  const { proxy, sdk, flag, isSound } = await liveSdk(context);
  proxy.cut();
  proxy.set(fault);
  // The first attempt has failed when there is a second one.
  const { accepted } = proxy;
  await flag.turn(true);
  await proxy.until((now) => now.accepted >= accepted + 2);
  expect((await sdk.ask(flag.key)).values).toEqual({ [flag.key]: false });
  proxy.set({ mode: "pass" });
  await sdk.untilValue(flag.key, true);
  await sdk.untilLive();
  isSound();
});

it.concurrent("a proxy that cuts what is idle", async (context) => {
  const { proxy, sdk, flag, isSound } = await liveSdk(context);
  proxy.set({ mode: "cut-idle", afterMs: 500 });
  for (const on of [true, false, true]) {
    const { cuts } = proxy;
    await proxy.until((now) => now.cuts > cuts);
    await flag.turn(on);
    await sdk.untilValue(flag.key, on);
  }
  isSound();
});

it.concurrent("a slow link", async (context) => {
  const { proxy, sdk, flag, isSound } = await liveSdk(context);
  proxy.set({ mode: "delay", ms: 400 });
  for (const on of [true, false, true, false]) await flag.turn(on);
  await flag.turn(true);
  const asked = await sdk.ask(flag.key);
  expect(asked.state).toBe("live");
  await sdk.untilValue(flag.key, true);
  proxy.cut();
  await flag.turn(false);
  await sdk.untilValue(flag.key, false);
  isSound();
});

registerStreamless(rig);
registerClock(rig);
