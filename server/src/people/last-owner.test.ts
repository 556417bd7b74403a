import { randomUUID } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Identity, personWith } from "../auth/identity.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import type { Storage, User } from "../storage/port.ts";
import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { type PersonPatch, updatePerson } from "./update-person.ts";

const SYSTEM = { actor: { kind: "system" as const, id: "test", name: "test" } };

async function addOwner(storage: Storage, name: string): Promise<User> {
  const email = `${name}@example.com`;
  const user: User = { id: randomUUID(), email, name, createdAt: 1, owner: true, roles: [] };
  await storage.change(SYSTEM, async (tx) => {
    await tx.insertPerson(user, "");
    return { result: undefined, change: { action: "user.created", before: null, after: { name }, affects: [] } };
  });
  return user;
}

const as = (user: User): Identity => personWith(user, "a session");

function describeLastOwner(database: string, open: Open): void {
  describe(`owners on ${database}`, { timeout: 30_000 }, () => {
    it.each<[what: string, patch: PersonPatch]>([
      ["deactivate", { active: false }],
      ["depose", { owner: false }],
    ])("who %s each other at the same time, on two nodes, leave one", async (_, patch) => {
      const subject = await open();
      onTestFinished(() => subject.dispose());
      const here = subject.storage;
      const there = (await subject.another?.()) ?? here;
      const [ann, ben] = [await addOwner(here, "ann"), await addOwner(here, "ben")];
      for (let round = 0; round < 5; round += 1) {
        const done = await Promise.allSettled([
          updatePerson(here, as(ann), ben.id, patch),
          updatePerson(there, as(ben), ann.id, patch),
        ]);
        expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
        const refused = done.find(({ status }) => status === "rejected");
        expect(refused).toMatchObject({ reason: { code: "LAST_OWNER" } });
        const left = (await here.people()).filter((user) => user.owner && user.deactivatedAt === undefined);
        expect(left).toHaveLength(1);
        const operator: Identity = { kind: "token", authority: { roleAt: () => "admin" }, isOwner: true };
        for (const { id } of [ann, ben]) await updatePerson(here, operator, id, { owner: true, active: true });
      }
    });
  });
}

describeLastOwner("SQLite", openSqliteSubject);
describeLastOwner("PostgreSQL", postgresSubjects().open);
