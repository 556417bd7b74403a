import { flagKeys, world } from "@switchyard/core/arbitrary.case";
import { flag } from "@switchyard/core/fixtures.case";
import { hostileContext } from "@switchyard/core/hostile.case";
import fc, { type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { startLive } from "./stream-server.case.ts";

// What a broken server might say, on a real stream, and after each of it contexts that no JSON carries. No question throws, and its
// answer is the caller's default, for a reason, or a variant. SWITCHYARD_LONG=1: 10,000 payloads and 1,000,000 contexts.

const PAYLOADS = process.env.SWITCHYARD_LONG === "1" ? 10_000 : 200;
const CONTEXTS = 100;
const SEED = 20;

/** Whole in all that is said: it is answered for whatever happens to the others. */
const witness = flag("witness");
const NONSENSE = [null, [], {}, 0, -1, 0.5, 1e308, "", "on", true, [null], [[]], [{}], "x".repeat(2_000)];

/** Every place in a message but the witness's. */
function places(data: unknown, path: string[] = []): string[][] {
  if (path.join(".") === "flags.0") return [];
  const within = typeof data === "object" && data !== null ? Object.entries(data) : [];
  const below = within.flatMap(([name, one]) => places(one, [...path, name]));
  return path.length > 0 ? [path, ...below] : below;
}

function replaced(message: object, path: string[], nonsense: unknown): string {
  const copy = structuredClone(message);
  let holder = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>;
  holder[path.at(-1) as string] = nonsense;
  return JSON.stringify(copy);
}

/** A message of which one thing is wrong: a value, a member that is missing, a byte, or its end. */
function spoilt(message: object): Arbitrary<string> {
  const text = JSON.stringify(message);
  const afterWitness = text.indexOf(`"key":"${flagKeys[0]}"`);
  const at = fc.integer({ min: afterWitness, max: text.length - 1 });
  const where = fc.constantFrom(...places(message));
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(where, fc.constantFrom(undefined, ...NONSENSE))
        .map(([path, one]) => replaced(message, path, one)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(at, fc.constantFrom("x", "0", '"', "{", "]", "\u0000"))
        .map(([place, other]) => text.slice(0, place) + other + text.slice(place + 1)),
    },
    { weight: 1, arbitrary: at.map((place) => text.slice(0, place)) },
  );
}

test(`${PAYLOADS} malformed payloads, ${CONTEXTS} hostile contexts after each: no throw, always the default or a variant`, {
  timeout: 60_000 + PAYLOADS * 100,
}, async () => {
  const { server, client, stream } = await startLive(witness, flag(flagKeys[0] ?? ""));
  const said = world.chain(({ flags, segments }) => {
    const whole = { type: "snapshot", epoch: "e", version: 2, flags: [witness, ...flags], segments };
    return fc.tuple(fc.constant(whole), spoilt(whole));
  });
  const payloads = fc.sample(said, { numRuns: PAYLOADS, seed: SEED });
  const found = { taken: 0, answers: 0, defaults: 0 };
  for (const [round, [whole, payload]] of payloads.entries()) {
    const epoch = `e${round}`;
    stream.say({ ...whole, epoch, version: 1 });
    stream.say(payload.replace('"epoch":"e"', `"epoch":"${epoch}"`));
    await stream.heard();
    const { version = 0 } = client.status;
    if (client.status.epoch !== epoch || version !== 1) found.taken += 1;
    const contexts = fc.sample(hostileContext, { numRuns: CONTEXTS, seed: SEED + round });
    for (const [nth, make] of contexts.entries()) {
      const context = make() as never;
      if (client.isEnabled("witness", context) !== true) throw new Error(`no last good answer after ${payload}`);
      for (const key of flagKeys) {
        const fallback = nth % 2 === 0;
        const { value, variant, errorCode } = client.getDetails(key, context, fallback);
        const isDefault = errorCode !== undefined && variant === undefined && value === fallback;
        const isVariant = errorCode === undefined && typeof value === "boolean";
        if (!isDefault && !isVariant) throw new Error(`${key} is ${String(value)} after ${payload}`);
        if (isDefault) found.defaults += 1;
        found.answers += 1;
      }
    }
  }
  console.log(`${PAYLOADS} malformed payloads, ${PAYLOADS * CONTEXTS} contexts: ${JSON.stringify(found)}`);
  expect(client.status.state).toBe("live");
  expect(server.streams).toHaveLength(1);
  // Some are refused as a whole, of others one flag fails: both were seen, and both kinds of answers.
  expect(found.taken).toBeGreaterThan(PAYLOADS / 10);
  expect(PAYLOADS - found.taken).toBeGreaterThan(PAYLOADS / 10);
  expect(found.defaults).toBeGreaterThan(PAYLOADS);
  expect(found.answers - found.defaults).toBeGreaterThan(PAYLOADS);
});
