import { expect, it } from "vitest";
import { FaultProxy } from "../support/fault-proxy.ts";
import { startServer, temporaryFolder } from "../support/server.ts";
import { stepsBack } from "./check-history.ts";
import type { linkRig } from "./link-rig.ts";
import { SdkProcess } from "./sdk-process.ts";

const DAY_MS = 86_400_000;

const withClock = (...days: number[]) => ({
  NODE_OPTIONS: `--import ${new URL("./clock.mjs", import.meta.url).href}`,
  CLOCK_OFFSETS: days.map((count) => count * DAY_MS).join(),
});

/** Order comes from versions, never from a clock: those of a server and of its SDK jump days apart. */
export function registerClock({ newFlag }: ReturnType<typeof linkRig>) {
  it.concurrent("clocks that jump a day, the server's one way and the SDK's the other", async ({ onTestFinished }) => {
    const folder = temporaryFolder();
    const server = await startServer({ folder: folder.path, env: withClock(1, -1, 0) });
    const proxy = await FaultProxy.start(server.url);
    const key = await server.api.createKey("default", "development", "server", "clocks");
    const sdk = new SdkProcess(proxy.url, key, withClock(-1, 1, 0));
    onTestFinished(async () => {
      await sdk.end();
      await proxy.close();
      expect(await server.stop()).toBe(0);
      folder.remove();
    });
    const flag = await newFlag(server);
    await sdk.untilLive();
    let version = 0;
    const turn = async (on: boolean) => {
      version = await flag.turn(on);
      await sdk.untilValue(flag.key, on);
    };
    for (const days of [-1, 1, 0]) {
      server.process.child.kill("SIGUSR2");
      sdk.signal("SIGUSR2");
      for (const on of [true, false]) await turn(on);
      proxy.cut();
      await turn(true);
      await sdk.untilLive();
      await turn(false);
      const { lastSyncAt = 0 } = await sdk.ask();
      expect(Math.round((lastSyncAt - Date.now()) / DAY_MS)).toBeCloseTo(days);
    }
    expect(sdk.applied.at(-1)?.version).toBe(version);
    expect({ stepsBack: stepsBack(sdk.applied), noise: sdk.noise, streams: proxy.mostStreams }).toEqual({
      stepsBack: [],
      noise: [],
      streams: 1,
    });
    const { body } = await server.api.send("GET", "/api/v1/projects/default/changes?limit=100");
    const times = (body as { changes: { at: number }[] }).changes.map(({ at }) => at);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(DAY_MS);
  });
}
