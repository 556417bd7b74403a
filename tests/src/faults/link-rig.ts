import { afterAll, beforeAll, expect, type TestContext } from "vitest";
import { FaultProxy } from "../support/fault-proxy.ts";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";
import { stepsBack } from "./check-history.ts";
import type { Fault } from "./fault.ts";
import { SdkProcess } from "./sdk-process.ts";

/** One server for the tests of a file, and for each test flags, a proxy and an SDK of its own. */
export function linkRig() {
  const folder = temporaryFolder();
  let server: TestServer;
  let sdkKey: string;
  let count = 0;

  beforeAll(async () => {
    server = await startServer({ folder: folder.path });
    sdkKey = await server.api.createKey("default", "development", "server", "faults");
  });

  afterAll(async () => {
    expect(await server?.stop()).toBe(0);
    folder.remove();
  });

  /** A flag that is off, and a way to turn it. */
  async function newFlag(at: TestServer = server) {
    count += 1;
    const key = `flag-${count}`;
    await at.api.createFlag("default", { key });
    await at.api.ramp("default", "development", key, 0);
    return { key, turn: (on: boolean) => at.api.ramp("default", "development", key, on ? 100 : 0) };
  }

  /** An SDK behind a proxy of its own; both are gone after the test, which fails if the SDK ever went back or cried out. */
  async function newSdk({ onTestFinished }: TestContext, fault: Fault = { mode: "pass" }) {
    const proxy = await FaultProxy.start(server.url);
    proxy.set(fault);
    const sdk = new SdkProcess(proxy.url, sdkKey);
    onTestFinished(async () => {
      await sdk.end();
      await proxy.close();
    });
    const isSound = () => {
      expect({ stepsBack: stepsBack(sdk.applied), noise: sdk.noise }).toEqual({ stepsBack: [], noise: [] });
      expect(proxy.mostStreams).toBe(1);
    };
    return { proxy, sdk, isSound };
  }

  async function liveSdk(context: TestContext) {
    const flag = await newFlag();
    const parts = await newSdk(context);
    await parts.sdk.untilLive();
    return { ...parts, flag };
  }

  return { newFlag, newSdk, liveSdk };
}

export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
