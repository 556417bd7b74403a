import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLive, type TestLive } from "./live.case.ts";
import { TestSdk } from "./test-sdk.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive();
});
afterEach(() => at.close());

describe("a server SDK", () => {
  it("gets a snapshot for its hello, and every later version as changes", async () => {
    await at.saveFlag({ key: "first" });
    const version = await at.saveSegment({ key: "beta", rules: [], includedKeys: ["u1"], excludedKeys: [] });
    const sdk = await TestSdk.connect(at);
    expect(await sdk.next()).toMatchObject({
      type: "snapshot",
      epoch: await at.storage.epoch(),
      version,
      flags: [{ key: "first", enabled: true }],
      segments: [{ key: "beta", includedKeys: ["u1"] }],
    });

    await at.saveFlag({ key: "first", killed: true });
    expect(await sdk.next()).toMatchObject({
      type: "changes",
      from: version,
      to: version + 1,
      flags: [{ key: "first", killed: true }],
      segments: [],
      removed: { flags: [], segments: [] },
    });
    await at.archiveFlag("first");
    await at.deleteSegment("beta");
    await sdk.atVersion(version + 3);
    expect([sdk.flags.size, sdk.segments.size, sdk.faults]).toEqual([0, 0, []]);
  });

  it("that has it all is told so", async () => {
    const version = await at.saveFlag({ key: "first" });
    const epoch = await at.storage.epoch();
    const sdk = await TestSdk.connect(at, { have: { epoch, version } });
    expect(await sdk.next()).toEqual({ type: "current", version });
    await at.saveFlag({ key: "second" });
    expect(await sdk.next()).toMatchObject({ type: "changes", from: version, to: version + 1 });
  });
});
