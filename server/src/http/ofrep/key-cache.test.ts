import type { Socket } from "node:net";
import { beforeEach, expect, it } from "vitest";
import { SwitchyardError } from "../../errors.ts";
import type { Key, Storage } from "../../storage/port.ts";
import { KeyCache } from "./key-cache.ts";
import { Refusal } from "./refusal.ts";

const token = (i: number) => `sw_server_${String(i).padStart(43, "x")}`;
const known = { id: "k1", environmentId: "e1", kind: "server", lastUsedAt: Number.MAX_SAFE_INTEGER } as Key;

let now = 0;
let lookups = 0;
let answer: () => Promise<Key | undefined>;
let keys: KeyCache;
const socket = {} as Socket;

beforeEach(() => {
  now = 1_000;
  lookups = 0;
  answer = async () => known;
  const keyByHash = () => {
    lookups += 1;
    return answer();
  };
  keys = new KeyCache({ accounts: { keyByHash } } as unknown as Storage, () => now);
});

it("looks a key up once, and again behind the answer after two seconds", async () => {
  expect(await keys.find(token(1), socket)).toBe(known);
  for (let i = 0; i < 10; i += 1) expect(keys.find(token(1), i < 5 ? socket : ({} as Socket))).toBe(known);
  expect(lookups).toBe(1);
  now += 2_500;
  expect(keys.find(token(1), socket)).toBe(known);
  expect(lookups).toBe(2);
});

it("lets a revoked key in no longer than four seconds, and keeps what it knows while the database fails", async () => {
  await keys.find(token(1), socket);
  answer = () => Promise.reject(new Error("no database"));
  now += 60_000;
  expect(await keys.find(token(1), socket)).toBe(known);
  answer = async () => undefined;
  now += 4_000;
  expect(await keys.find(token(1), socket)).toBeUndefined();
});

it("asks the database for 200 keys a second at most, and tells the rest when to come back, in whole seconds", async () => {
  const found = Array.from({ length: 201 }, (_, i) => Promise.resolve(keys.find(token(i), socket)));
  const [last] = (await Promise.allSettled(found)).slice(-1);
  const reason = last?.status === "rejected" ? last.reason : undefined;
  expect(reason).toBeInstanceOf(SwitchyardError);
  expect(Refusal.from(reason)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
  expect(lookups).toBe(200);
  now += 1_000;
  expect(await keys.find(token(200), socket)).toBe(known);
});

it("asks for nothing that is no SDK key", () => {
  expect(keys.find("abc", socket)).toBeUndefined();
  expect(lookups).toBe(0);
});
