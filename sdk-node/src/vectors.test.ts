import { flag } from "@switchyard/core/fixtures.case";
import { type EvaluationVector, evaluationVectors } from "@switchyard/core/vectors.case";
import { expect, test } from "vitest";
import { startLive } from "./stream-server.case.ts";

// The specification's cases, each world sent over a real stream and asked through the public client.

test("answers every evaluation vector", { timeout: 60_000 }, async () => {
  const { client, stream } = await startLive(flag("first"));
  let version = 1;
  let world = "";
  const wrong: { name: string; expected: unknown; received: unknown }[] = [];
  for (const vector of evaluationVectors()) {
    const next = JSON.stringify([vector.flags, vector.segments]);
    if (next !== world) {
      world = next;
      version += 1;
      stream.say(snapshotOf(vector, version));
      await expect.poll(() => client.status.version, { interval: 1 }).toBe(version);
    }
    const {
      errorMessage,
      version: _,
      stale,
      ...received
    } = client.getDetails(vector.flag, vector.context, vector.defaultValue);
    expect(stale).toBe(false);
    if (!equal(received, vector.expected)) wrong.push({ name: vector.name, expected: vector.expected, received });
  }
  expect(wrong).toEqual([]);
});

/** With one flag of its own: a snapshot without flags never replaces one with flags. */
function snapshotOf({ flags, segments }: EvaluationVector, version: number): object {
  return { type: "snapshot", epoch: "e1", version, flags: [...flags, flag("of-the-test")], segments };
}

function equal(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
