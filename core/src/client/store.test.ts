import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseServerMessage } from "./parse-server-message.ts";
import { createStore, type Take } from "./store.ts";

interface Held {
  epoch: string;
  version: number;
  stamp?: string;
  flags: object;
}

interface Vector {
  name: string;
  held: Held | null;
  message?: object;
  text?: string;
  expect: { outcome: string; changed?: string[]; held?: Held };
}

// Read as JSON: as a module, a flag called __proto__ would become a prototype.
const vectors: { cases: Vector[] } = JSON.parse(
  readFileSync(new URL("../../vectors/protocol.json", import.meta.url), "utf8"),
);

type Flag = { key: string; value: unknown };
type Data = { flags: ReadonlyMap<string, unknown> };

const take: Take<Flag, Data> = (message, before = { flags: new Map() }) => {
  const flags = new Map(message.type === "snapshot" ? [] : before.flags);
  for (const { key, value } of message.flags) flags.set(key, value);
  if (message.type === "changes") for (const key of message.removed.flags) flags.delete(key);
  const keys = new Set([...before.flags.keys(), ...flags.keys()]);
  return { data: { flags }, changed: [...keys].filter((key) => before.flags.get(key) !== flags.get(key)).sort() };
};

const toFlags = (values: object) => Object.entries(values).map(([key, value]) => ({ key, value }));

function storeWith(held: Held | null) {
  const store = createStore(take);
  if (held) store.accept({ type: "snapshot", ...held, flags: toFlags(held.flags) });
  return store;
}

describe("protocol vectors", () => {
  test.each(vectors.cases)("$name", ({ held, message, text, expect: expected }) => {
    const store = storeWith(held);
    const before = store.held;
    const parsed = parseServerMessage<Flag>(text ?? JSON.stringify(message));

    if (!parsed || "problem" in parsed) {
      expect(parsed ? "malformed" : "ignored").toBe(expected.outcome);
    } else if (parsed.type !== "goaway") {
      const changed = store.accept(parsed);
      expect(changed ? (store.held === before ? "ignored" : "changed") : "resync").toBe(expected.outcome);
      if (changed) expect(changed).toEqual(expected.changed ?? []);
    }
    if (expected.held) {
      const { flags, ...have } = expected.held;
      expect(store.held).toEqual({ have, data: { flags: new Map(Object.entries(flags)) } });
    } else {
      expect(store.held).toBe(before);
    }
  });
});

test("the state is swapped as a whole: who holds the old one sees nothing change", () => {
  const store = storeWith({ epoch: "e", version: 1, flags: { a: 1 } });
  const before = store.held;
  store.accept({ type: "changes", from: 1, to: 2, flags: [{ key: "a", value: 2 }], removed: { flags: [] } });
  expect(before).toEqual({ have: { epoch: "e", version: 1 }, data: { flags: new Map([["a", 1]]) } });
  expect(store.held?.data.flags.get("a")).toBe(2);
});

test("a model that throws leaves what was there", () => {
  const store = createStore<Flag, Data>((message, before) => {
    if (message.type === "changes") throw new Error("broken");
    return take(message, before);
  });
  store.accept({ type: "snapshot", epoch: "e", version: 1, flags: toFlags({ a: 1 }) });
  const before = store.held;
  expect(() => store.accept({ type: "changes", from: 1, to: 2, flags: [], removed: { flags: [] } })).toThrow("broken");
  expect(store.held).toBe(before);
});

test("any order of any messages: the version never goes back within an epoch", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const store = createStore(take);
    let state = seed;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let step = 0; step < 50; step++) {
      const before = store.held;
      const version = random(8);
      const flags = toFlags(random(2) ? { a: step } : {});
      if (random(2)) store.accept({ type: "snapshot", epoch: `e${random(2)}`, version, flags });
      else store.accept({ type: "changes", from: version, to: version + 1, flags, removed: { flags: [] } });
      if (before?.have.epoch === store.held?.have.epoch) {
        expect(store.held?.have.version ?? 0).toBeGreaterThanOrEqual(before?.have.version ?? 0);
      }
    }
  }
});
