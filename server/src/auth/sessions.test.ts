import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openStorage } from "../storage/open.ts";
import type { Storage, User } from "../storage/port.ts";
import { endSession, SESSION_SECONDS, sessionUser, startSession } from "./sessions.ts";
import { offerSetup, setUp } from "./setup.ts";

// The hash is slow on purpose.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let storage: Storage;
let ada: User;

beforeEach(async () => {
  storage = await openStorage("file::memory:");
  const token = (await offerSetup(storage)) ?? "";
  ada = await setUp(storage, { token, email: "ada@example.com", name: "Ada", password: "correct horse battery" });
});
afterEach(() => storage.close());

it("lasts for 14 days, and not a millisecond longer", async () => {
  const start = 1_800_000_000_000;
  const token = await startSession(storage, ada, { userAgent: "Firefox", address: "::1" }, start);
  const end = start + 14 * 24 * 60 * 60 * 1000;
  expect(SESSION_SECONDS * 1000).toBe(end - start);
  expect(await sessionUser(storage, token, end - 1)).toEqual(ada);
  expect(await sessionUser(storage, token, end)).toBeUndefined();
});

it("ends alone when it is signed out", async () => {
  const [one, other] = [await startSession(storage, ada), await startSession(storage, ada)];
  await endSession(storage, one);
  expect(await sessionUser(storage, one)).toBeUndefined();
  expect(await sessionUser(storage, other)).toEqual(ada);
});

it("is nobody's without a token, or with a part of one", async () => {
  const token = await startSession(storage, ada);
  for (const wrong of [undefined, "", token.slice(1), `${token} `]) {
    expect(await sessionUser(storage, wrong)).toBeUndefined();
  }
});
