import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, type TestContext } from "vitest";
import { stepsBack } from "./check-history.ts";
import { FakeServer } from "./fake-server.ts";
import { changes, flags, segments, snapshot } from "./held-flags.ts";
import { MALFORMED_FRAMES, malformedMessages } from "./malformed.ts";
import { SdkProcess } from "./sdk-process.ts";

// A fake server says every malformed message to a real SDK process. What was good before stays, and what is good
// afterwards is taken.

async function start({ onTestFinished }: TestContext, ...[answer]: Parameters<typeof FakeServer.start>) {
  const server = await FakeServer.start(answer);
  const sdk = new SdkProcess(server.url, "sw_server_fake");
  onTestFinished(async () => {
    await sdk.end();
    await server.close();
  });
  await sdk.untilLive();
  return { server, sdk };
}

it.concurrent("malformed messages", async (context) => {
  let version = 10;
  const { server, sdk } = await start(context, ({ type }) => (type === "hello" ? snapshot(version) : undefined));
  const names = malformedMessages(version, { flags: flags(version), segments }).map(([name]) => name);
  for (const [index, name] of names.entries()) {
    const [, text = ""] = malformedMessages(version, { flags: flags(version), segments })[index] ?? [];
    server.say(text);
    // Whatever it made of that, it takes what fits to the version that it had.
    server.say(JSON.stringify(changes(version)));
    version += 1;
    const taken = server.until((heard) => heard.some((said) => said.type === "applied" && said.version === version));
    await Promise.race([taken, tooLong(`after ${name}, what is good was not taken`)]);
    const { epoch, version: has, values } = await sdk.ask("steady", "member", "version", "other");
    const expected = { epoch: "e1", has: version, values: { steady: 7, member: 5, version, other: null } };
    expect({ epoch, has, values }, name).toEqual(expected);
  }
  expect(server.heard.filter(({ type }) => type === "hello")).toHaveLength(1);
  expect({ stepsBack: stepsBack(sdk.applied), noise: sdk.noise }).toEqual({ stepsBack: [], noise: [] });
  console.log(`${names.length} malformed messages, ${version - 10} changes taken between them`);
});

it.concurrent.for(MALFORMED_FRAMES)("a malformed frame: %s", async ([name, bytes], context) => {
  const { server, sdk } = await start(context, ({ type, have }) => {
    if (type === "hello" && have === undefined) return snapshot(1);
    if (type === "hello") return changes(1);
    return type === "resync" ? snapshot(2) : undefined;
  });
  server.sayBytes(bytes);
  await sdk.untilValue("version", 2);
  expect(sdk.applied.flatMap(({ values }) => values.steady ?? [])).toEqual([7]);
  expect((await sdk.ask("steady", "member")).values).toEqual({ steady: 7, member: 5 });
  // A binary message is a correct frame; all others end the connection, and the next one goes on from what is held.
  const asked = server.heard.filter(({ type, have }) => type === "resync" || have !== undefined);
  const expected = name === "a binary message" ? { type: "resync" } : { have: { epoch: "e1", version: 1 } };
  expect(asked).toEqual([expect.objectContaining(expected)]);
  expect(sdk.noise).toEqual([]);
});

const tooLong = (what: string) =>
  sleep(10_000, undefined, { ref: false }).then(() => {
    throw new Error(what);
  });
