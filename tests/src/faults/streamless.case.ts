import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Fault } from "./fault.ts";
import { type linkRig, seconds } from "./link-rig.ts";

// Where streams can't be had and plain requests get through. Each test runs beside the others of its file.

/** What lets requests through, and no stream. */
const STREAMLESS: Fault[] = [{ mode: "strip-upgrade" }, { mode: "buffer" }, { mode: "http-1.0" }];
const BACK_MS = 300_000;
/** SWITCHYARD_LONG=1 also waits until the stream is tried again. */
const isLong = process.env.SWITCHYARD_LONG === "1";

export function registerStreamless({ newFlag, newSdk, liveSdk }: ReturnType<typeof linkRig>) {
  it.concurrent.for(STREAMLESS)(
    "no stream from the start ($mode): first values within 5 s, changes within 30 s",
    {
      timeout: 70_000 + (isLong ? BACK_MS : 0),
    },
    async (fault, context) => {
      const flag = await newFlag();
      const { sdk, proxy, isSound } = await newSdk(context, fault);
      await sdk.until(({ lines }) => lines.length > 0);
      const startedAt = performance.now();
      await sdk.untilValue(flag.key, false);
      const firstMs = performance.now() - startedAt;
      const changedAt = performance.now();
      const version = await flag.turn(true);
      await sdk.untilValue(flag.key, true);
      const changeMs = performance.now() - changedAt;
      console.log(`${fault.mode}: first values after ${seconds(firstMs)}, a change after ${seconds(changeMs)}`);
      expect(firstMs).toBeLessThan(5_000);
      expect(changeMs).toBeLessThan(31_000);
      expect(sdk.applied.at(-1)?.version).toBeGreaterThanOrEqual(version);
      expect(sdk.states.at(-1)).toBe("polling");
      expect(sdk.states).not.toContain("live");
      if (isLong) {
        proxy.set({ mode: "pass" });
        const from = performance.now();
        await sdk.untilLive();
        expect(performance.now() - from).toBeLessThan(BACK_MS);
      }
      isSound();
    },
  );

  it.concurrent.for(STREAMLESS)(
    "a stream that is lost to $mode: polls, and goes on from what it had",
    {
      timeout: 70_000,
    },
    async (fault, context) => {
      const { sdk, proxy, flag, isSound } = await liveSdk(context);
      proxy.set(fault);
      proxy.cut();
      const changedAt = performance.now();
      await flag.turn(true);
      await sdk.untilValue(flag.key, true);
      console.log(`lost to ${fault.mode}: a change after ${seconds(performance.now() - changedAt)}`);
      await sdk.until(({ states }) => states.at(-1) === "polling");
      isSound();
    },
  );

  it.concurrent("an SDK that polls and was asleep answers at once, and is fresh within 5 s", async (context) => {
    const flag = await newFlag();
    const { sdk, isSound } = await newSdk(context, { mode: "strip-upgrade" });
    await sdk.untilValue(flag.key, false);
    sdk.signal("SIGSTOP");
    await flag.turn(true);
    // A machine counts as woken when more than 5 s are missing.
    await sleep(7_000);
    const wokenAt = performance.now();
    sdk.signal("SIGCONT");
    expect(typeof (await sdk.ask(flag.key)).values[flag.key]).toBe("boolean");
    await sdk.untilValue(flag.key, true);
    expect(performance.now() - wokenAt).toBeLessThan(5_000);
    isSound();
  });

  it.concurrent("an SDK that polls loses its server, too, and comes back", async (context) => {
    const flag = await newFlag();
    const { sdk, proxy, isSound } = await newSdk(context, { mode: "strip-upgrade" });
    await sdk.untilValue(flag.key, false);
    proxy.set({ mode: "refuse" });
    await flag.turn(true);
    // Found out when it polls next: waking it up makes it do so.
    sdk.signal("SIGSTOP");
    await sleep(7_000);
    sdk.signal("SIGCONT");
    await sdk.until(({ states }) => states.at(-1) === "offline");
    expect((await sdk.ask(flag.key)).values).toEqual({ [flag.key]: false });
    proxy.set({ mode: "strip-upgrade" });
    await sdk.untilValue(flag.key, true);
    await sdk.until(({ states }) => states.at(-1) === "polling");
    isSound();
  });
}
