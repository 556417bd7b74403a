import { expect, test } from "vitest";
import type { ApiToken, Invitation } from "../people.ts";
import type { Change, Storage, Transaction, User } from "../port.ts";
import { AUTHOR } from "./actions.case.ts";
import { given, type Open } from "./given.case.ts";

const ADA: User = { id: "u-1", email: "ada@example.com", name: "Ada", createdAt: 1, owner: false, roles: [] };
const BEA: User = { ...ADA, id: "u-2", email: "bea@example.com", name: "Bea" };
const BROWSER = { userAgent: "Firefox", address: "127.0.0.1" };
const CHANGE: Change = { action: "user.updated", before: null, after: null, affects: [] };
const HASH = (letter: string) => letter.repeat(64);

const write = (storage: Storage, work: (tx: Transaction) => Promise<unknown>) =>
  storage.change(AUTHOR, async (tx) => ({ result: await work(tx), change: CHANGE }));

export function peopleCases(open: Open): void {
  test("people are kept with their roles, by name, and found by id and e-mail in any case", async () => {
    const { storage, project, staging, reopen } = await given(open);
    const roles = [
      { projectId: project.id, role: "viewer" as const },
      { projectId: project.id, environmentId: staging.id, role: "admin" as const },
    ];
    await write(storage, async (tx) => {
      await tx.insertPerson(BEA, "");
      await tx.insertPerson({ ...ADA, roles }, "scrypt:hash");
    });
    const again = await reopen();
    expect(await again.people()).toEqual([{ ...ADA, roles }, BEA]);
    expect(await again.person("u-2")).toEqual(BEA);
    expect(await again.person("nobody")).toBeUndefined();
    expect(await again.personByEmail("BEA@Example.com")).toEqual(BEA);
    await write(again, (tx) => tx.updatePerson({ ...ADA, name: "Ada L.", owner: true, deactivatedAt: 5 }));
    expect(await again.person("u-1")).toEqual({ ...ADA, name: "Ada L.", owner: true, deactivatedAt: 5 });
    // What is not named in a patch of a person stays: the password.
    expect((await again.accounts.userByEmail(ADA.email))?.passwordHash).toBe("scrypt:hash");
    await write(again, (tx) => tx.setPassword("u-1", "scrypt:other"));
    expect((await again.accounts.userByEmail(ADA.email))?.passwordHash).toBe("scrypt:other");
  });

  test("an e-mail belongs to one person, and nobody who isn't there is changed", async () => {
    const { storage } = await given(open);
    await write(storage, (tx) => tx.insertPerson(ADA, ""));
    const refused = { code: "refused" };
    const twice = write(storage, (tx) => tx.insertPerson({ ...BEA, email: "ADA@example.com" }, ""));
    await expect(twice).rejects.toMatchObject(refused);
    await expect(write(storage, (tx) => tx.updatePerson(BEA))).rejects.toMatchObject(refused);
    await expect(write(storage, (tx) => tx.setPassword("u-2", "x"))).rejects.toMatchObject(refused);
  });

  test("a role that can't be read gives nothing, and takes nothing from the others", async () => {
    const { storage, project, execute } = await given(open);
    await write(storage, (tx) => tx.insertPerson(ADA, ""));
    const roles = JSON.stringify([
      { projectId: project.id, role: "emperor" },
      { projectId: project.id, environmentId: "e", role: "viewer" },
      "admin",
    ]);
    await execute(`update users set roles = '${roles}' where id = 'u-1'`);
    expect((await storage.person("u-1"))?.roles).toEqual([
      { projectId: project.id, environmentId: "e", role: "viewer" },
    ]);
    await execute(`update users set roles = '{' where id = 'u-1'`);
    expect(await storage.person("u-1")).toBeUndefined();
  });

  test("sessions are listed, those seen last first, and end one by one, all but one, and with their person", async () => {
    const { storage } = await given(open);
    const { accounts } = storage;
    await write(storage, async (tx) => {
      await tx.insertPerson(ADA, "");
      await tx.insertPerson(BEA, "");
    });
    const session = (hash: string, userId: string, createdAt: number) =>
      accounts.insertSession({ hash, userId, createdAt, expiresAt: 1_000_000, ...BROWSER });
    await session("a1", "u-1", 1);
    await session("a2", "u-1", 2);
    await session("a3", "u-1", 3);
    await session("b1", "u-2", 4);
    await accounts.touchSession("a1", 100_000);
    await accounts.touchSession("a1", 100_001);
    const hashes = async (userId: string, now = 10) => (await accounts.sessionsOf(userId, now)).map(({ hash }) => hash);
    expect(await accounts.sessionsOf("u-1", 10)).toMatchObject([
      { hash: "a1", lastSeenAt: 100_000, ...BROWSER },
      { hash: "a3" },
      { hash: "a2" },
    ]);
    expect(await hashes("u-1", 1_000_000)).toEqual([]);
    await accounts.deleteSessionOf("u-2", "a3");
    expect(await hashes("u-1")).toHaveLength(3);
    await accounts.deleteSessionOf("u-1", "a3");
    await write(storage, (tx) => tx.endSessions("u-1", "a2"));
    expect(await hashes("u-1")).toEqual(["a2"]);
    expect(await hashes("u-2")).toEqual(["b1"]);
    await write(storage, (tx) => tx.updatePerson({ ...ADA, deactivatedAt: 5 }));
    expect(await accounts.sessionUser("a2", 10)).toBeUndefined();
    await write(storage, (tx) => tx.endSessions("u-1"));
    expect(await hashes("u-1")).toEqual([]);
  });

  test("a change that fails ends no session", async () => {
    const { storage } = await given(open);
    await write(storage, (tx) => tx.insertPerson(ADA, ""));
    await storage.accounts.insertSession({ hash: "a1", userId: "u-1", createdAt: 1, expiresAt: 100, ...BROWSER });
    const failed = write(storage, async (tx) => {
      await tx.endSessions("u-1");
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await storage.accounts.sessionUser("a1", 10)).toEqual(ADA);
  });

  test("an invitation is found by its hash until it ends, and is gone once", async () => {
    const { storage, project, reopen } = await given(open);
    const invitation: Invitation = {
      id: "i-1",
      email: "ada@example.com",
      owner: true,
      roles: [{ projectId: project.id, role: "editor" }],
      createdAt: 1,
      createdBy: "Bea",
      expiresAt: 100,
    };
    await write(storage, (tx) => tx.insertInvitation(invitation, HASH("a")));
    const again = await reopen();
    expect(await again.invitations()).toEqual([invitation]);
    expect(await again.invitationByHash(HASH("a"), 99)).toEqual(invitation);
    expect(await again.invitationByHash(HASH("a"), 100)).toBeUndefined();
    expect(await again.invitationByHash(HASH("b"), 0)).toBeUndefined();
    const remove = async () => (await write(again, (tx) => tx.deleteInvitation("i-1"))).result;
    expect([await remove(), await remove()]).toEqual([true, false]);
    expect(await again.invitations()).toEqual([]);
  });

  test("what a provider calls somebody leads to one person", async () => {
    const { storage } = await given(open);
    const link = (subject: string, userId: string) =>
      write(storage, (tx) => tx.insertIdentity({ issuer: "https://id", subject, userId, createdAt: 1 }));
    await write(storage, (tx) => tx.insertPerson(ADA, ""));
    await link("s-1", "u-1");
    expect(await storage.personByIdentity("https://id", "s-1")).toEqual(ADA);
    expect(await storage.personByIdentity("https://other", "s-1")).toBeUndefined();
    await expect(link("s-1", "u-1")).rejects.toMatchObject({ code: "refused" });
    await expect(link("s-2", "nobody")).rejects.toMatchObject({ code: "refused" });
  });

  test("an API token is found by its hash while it is in force, and by that before its rotation for some time", async () => {
    const { storage, project, reopen } = await given(open);
    await write(storage, (tx) => tx.insertPerson(ADA, ""));
    const mine: ApiToken = {
      id: "t-1",
      userId: "u-1",
      name: "laptop",
      hint: "sw_api_abcd",
      roles: [],
      atMost: "editor",
      createdAt: 1,
      createdBy: "Ada",
      expiresAt: 1000,
    };
    const robot: ApiToken = {
      id: "t-2",
      projectId: project.id,
      name: "ci",
      hint: "sw_api_efgh",
      roles: [{ projectId: project.id, role: "responder" }],
      createdAt: 2,
      createdBy: "Ada",
      heldBy: ["u-1", "u-2"],
    };
    await write(storage, async (tx) => {
      await tx.insertApiToken(mine, HASH("a"));
      await tx.insertApiToken(robot, HASH("b"));
    });
    const again = await reopen();
    const { accounts } = again;
    expect(await again.tokensOf("u-1")).toEqual([mine]);
    expect(await again.robots(project.id)).toEqual([robot]);
    expect(await again.apiToken("t-2")).toEqual(robot);
    expect(await accounts.tokenByHash(HASH("a"), 999)).toEqual(mine);
    expect(await accounts.tokenByHash(HASH("a"), 1000)).toBeUndefined();
    expect(await accounts.tokenByHash(HASH("c"), 0)).toBeUndefined();

    await write(again, (tx) => tx.rotateApiToken({ ...robot, hint: "sw_api_ijkl", previousUntil: 50 }, HASH("c")));
    expect(await accounts.tokenByHash(HASH("c"), 0)).toMatchObject({ id: "t-2", hint: "sw_api_ijkl" });
    expect(await accounts.tokenByHash(HASH("b"), 49)).toMatchObject({ id: "t-2" });
    expect(await accounts.tokenByHash(HASH("b"), 50)).toBeUndefined();
    await accounts.touchToken("t-2", 100_000);
    await write(again, (tx) => tx.updateApiToken({ ...robot, name: "CI", roles: [], revokedAt: undefined }));
    expect(await again.apiToken("t-2")).toMatchObject({ name: "CI", hint: "sw_api_ijkl", lastUsedAt: 100_000 });
    expect(await accounts.tokenByHash(HASH("b"), 49)).toMatchObject({ id: "t-2" });
    // A second rotation ends the first secret, whatever it was promised.
    await write(again, (tx) => tx.rotateApiToken({ ...robot, previousUntil: 90 }, HASH("d")));
    expect(await accounts.tokenByHash(HASH("b"), 10)).toBeUndefined();
    expect(await accounts.tokenByHash(HASH("c"), 10)).toMatchObject({ id: "t-2" });
    await write(again, (tx) => tx.updateApiToken({ ...robot, revokedAt: 5 }));
    for (const letter of ["c", "d"]) expect(await accounts.tokenByHash(HASH(letter), 10)).toBeUndefined();
    expect(await again.robots(project.id)).toEqual([]);
  });
}
