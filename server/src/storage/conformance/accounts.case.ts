import { expect, test } from "vitest";
import type { Key, Storage, User } from "../port.ts";
import { AUTHOR } from "./actions.case.ts";
import { given, type Open } from "./given.case.ts";

const ADA: User = { id: "u-1", email: "Ada@example.com", name: "Ada", createdAt: 1, owner: true, roles: [] };
const BROWSER = { userAgent: "Firefox", address: "127.0.0.1" };

function insertFirstUser(storage: Storage, user: User, setupHash: string) {
  return storage.change(AUTHOR, async (tx) => {
    const isFirst = await tx.insertFirstUser(user, "scrypt:hash", setupHash);
    if (!isFirst) return { result: false };
    return { result: true, change: { action: "user.created", before: null, after: user.email, affects: [] } };
  });
}

export function accountCases(open: Open): void {
  test("the set-up hash makes the first user, once, even by two calls at once", async () => {
    const { storage } = await given(open);
    const { accounts } = storage;
    expect(await accounts.setupHash()).toBeUndefined();
    await accounts.setSetupHash("first");
    await accounts.setSetupHash("second");
    expect(await accounts.setupHash()).toBe("second");
    expect((await insertFirstUser(storage, ADA, "first")).result).toBe(false);
    expect(await accounts.countUsers()).toBe(0);

    const both = await Promise.all([
      insertFirstUser(storage, ADA, "second"),
      insertFirstUser(storage, { ...ADA, id: "u-2", email: "eve@example.com" }, "second"),
    ]);
    expect(both.map(({ result }) => result)).toEqual([true, false]);
    expect(await accounts.countUsers()).toBe(1);
    expect(await accounts.setupHash()).toBeUndefined();

    await accounts.setSetupHash("third");
    expect((await insertFirstUser(storage, { ...ADA, id: "u-3", email: "x@example.com" }, "third")).result).toBe(false);
  });

  test("a set-up that fails afterwards leaves the link usable", async () => {
    const { storage } = await given(open);
    await storage.accounts.setSetupHash("hash");
    const failed = storage.change(AUTHOR, async (tx) => {
      await tx.insertFirstUser(ADA, "scrypt:hash", "hash");
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect((await insertFirstUser(storage, ADA, "hash")).result).toBe(true);
  });

  test("users are found by e-mail in any case", async () => {
    const { storage, reopen } = await given(open);
    await storage.accounts.setSetupHash("hash");
    await insertFirstUser(storage, ADA, "hash");
    const { accounts } = await reopen();
    expect(await accounts.userByEmail("ada@EXAMPLE.com")).toEqual({ user: ADA, passwordHash: "scrypt:hash" });
    expect(await accounts.userByEmail("eve@example.com")).toBeUndefined();
  });

  test("sessions end when they expire or are deleted", async () => {
    const { storage } = await given(open);
    const { accounts } = storage;
    await accounts.setSetupHash("hash");
    await insertFirstUser(storage, ADA, "hash");
    await accounts.insertSession({ hash: "s1", userId: ADA.id, createdAt: 0, expiresAt: 100, ...BROWSER });
    await accounts.insertSession({ hash: "s2", userId: ADA.id, createdAt: 0, expiresAt: 200, ...BROWSER });
    expect(await accounts.sessionUser("s1", 99)).toEqual(ADA);
    expect(await accounts.sessionUser("s1", 100)).toBeUndefined();
    expect(await accounts.sessionUser("unknown", 0)).toBeUndefined();
    // A new session sweeps the expired ones away.
    await accounts.insertSession({ hash: "s3", userId: ADA.id, createdAt: 150, expiresAt: 300, ...BROWSER });
    expect(await accounts.sessionUser("s1", 0)).toBeUndefined();
    expect(await accounts.sessionUser("s2", 150)).toEqual(ADA);
    await accounts.deleteSession("s2");
    expect(await accounts.sessionUser("s2", 150)).toBeUndefined();
    expect(await accounts.sessionUser("s3", 150)).toEqual(ADA);
  });

  test("sessions of nobody are refused", async () => {
    const { storage } = await given(open);
    const session = { hash: "s", userId: "nobody", createdAt: 0, expiresAt: 1, ...BROWSER };
    await expect(storage.accounts.insertSession(session)).rejects.toMatchObject({ code: "refused" });
  });

  test("keys are found by their hash until they expire or are revoked, and touched at most once a minute", async () => {
    const { storage, production, reopen } = await given(open);
    const key: Key = {
      id: "k1",
      environmentId: production.id,
      kind: "server",
      name: "Backend",
      hint: "sw_server_ab",
      origins: [],
      signedContext: false,
      createdAt: 1,
      createdBy: "Ada",
    };
    const sha256 = "a".repeat(64);
    const change = { action: "key.created" as const, before: null, after: null, affects: [] };
    await storage.change(AUTHOR, async (tx) => {
      await tx.insertKey(key, sha256);
      return { result: undefined, change };
    });
    expect(await storage.accounts.keyByHash(sha256)).toEqual(key);
    expect(await storage.accounts.keyByHash("b".repeat(64))).toBeUndefined();

    await storage.change(AUTHOR, async (tx) => ({ result: await tx.expireKey("k1", 500), change }));
    expect(await storage.accounts.keyByHash(sha256, 499)).toEqual({ ...key, expiresAt: 500 });
    expect(await storage.accounts.keyByHash(sha256, 500)).toBeUndefined();
    expect(await storage.accounts.keyByHash(sha256)).toBeUndefined();
    await storage.change(AUTHOR, async (tx) => ({ result: await tx.expireKey("k1", 2 ** 45), change }));

    await storage.accounts.touchKey("k1", 1_000_000);
    await storage.accounts.touchKey("k1", 1_059_999);
    expect(await storage.accounts.keyByHash(sha256)).toMatchObject({ lastUsedAt: 1_000_000 });
    const again = await reopen();
    await again.accounts.touchKey("k1", 1_059_999);
    expect(await again.accounts.keyByHash(sha256)).toMatchObject({ lastUsedAt: 1_000_000 });
    await again.accounts.touchKey("k1", 1_120_000);
    expect(await again.accounts.keyByHash(sha256)).toMatchObject({ lastUsedAt: 1_120_000 });
    await again.accounts.touchKey("unknown", 1);

    await again.change(AUTHOR, async (tx) => {
      await tx.revokeKey("k1", 5);
      return { result: undefined, change: { ...change, action: "key.revoked" } };
    });
    expect(await again.accounts.keyByHash(sha256)).toBeUndefined();
  });

  test("people keep searches under names of their own", async () => {
    const { storage, project, reopen } = await given(open);
    const { accounts } = storage;
    await accounts.setSetupHash("hash");
    await insertFirstUser(storage, ADA, "hash");
    const view = { userId: ADA.id, projectId: project.id, name: "Killed", search: "state:killed" };
    await accounts.putSavedView(view);
    await accounts.putSavedView({ ...view, name: "A", search: 'owner:me "Straße"' });
    await accounts.putSavedView({ ...view, search: "env:production state:killed" });
    const again = await reopen();
    expect((await again.accounts.savedViews(ADA.id, project.id)).map(({ name, search }) => [name, search])).toEqual([
      ["A", 'owner:me "Straße"'],
      ["Killed", "env:production state:killed"],
    ]);
    expect(await again.accounts.savedViews("u-2", project.id)).toEqual([]);
    await again.accounts.deleteSavedView("u-2", project.id, "Killed");
    await again.accounts.deleteSavedView(ADA.id, project.id, "A");
    expect((await again.accounts.savedViews(ADA.id, project.id)).map(({ name }) => name)).toEqual(["Killed"]);
    await expect(again.accounts.putSavedView({ ...view, userId: "nobody" })).rejects.toMatchObject({ code: "refused" });
  });

  test("sign-in state is neither lost in nor undone by a change that goes on at the same time", async () => {
    const { storage } = await given(open);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const failing = storage.change(AUTHOR, async () => {
      await released;
      throw new Error("no");
    });
    const stored = storage.accounts.setSetupHash("hash");
    await new Promise((resolve) => setImmediate(resolve));
    release();
    await expect(failing).rejects.toThrow("no");
    await stored;
    expect(await storage.accounts.setupHash()).toBe("hash");
  });
}
