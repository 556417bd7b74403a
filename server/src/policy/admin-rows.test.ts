import { describe, expect, it } from "vitest";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import type { Role } from "../storage/authority.ts";
import type { Action, ApiToken, Author, Key, Transaction, Trigger, Webhook } from "../storage/port.ts";
import { given, who } from "./given.case.ts";

// Rows that only an admin may write, whatever let somebody past the door.

const HASH = (letter: string) => letter.repeat(64);

async function withRows() {
  const world = await given();
  const project = await requireProject(world.base, "default");
  const { id: environmentId } = await requireEnvironment(world.base, project, "production");
  await world.addFlag("checkout");
  const made = { createdAt: 1, createdBy: "Ada" };
  const key: Key = {
    id: "k-1",
    environmentId,
    kind: "server",
    name: "api",
    hint: "sw_server_abcd",
    origins: [],
    signedContext: false,
    ...made,
  };
  const trigger: Trigger = {
    ...{ id: "t-1", projectId: project.id, environmentId, flag: "checkout", name: "errors" },
    ...{ hint: "sw_trigger_abcd", ...made },
  };
  const webhook: Webhook = {
    ...{ id: "w-1", projectId: project.id, name: "chat", url: "https://hooks.example.com/x", format: "json" },
    ...{ environments: [], actions: [], checkpointHours: 0, generation: 1, enabled: true, since: 0, ...made },
    health: { failures: 0, pausedUntil: 0, checkpointChange: 0 },
  };
  const robot: ApiToken = {
    ...{ id: "r-1", projectId: project.id, name: "ci", hint: "sw_api_abcd" },
    ...{ roles: [{ projectId: project.id, role: "editor" as const }], ...made },
  };
  const write = async (
    author: Author,
    action: Action,
    how: (tx: Transaction) => Promise<unknown>,
    over = world.storage,
  ) =>
    over.change(author, async (tx) => {
      await how(tx);
      return { result: undefined, change: { action, projectId: project.id, before: null, after: null, affects: [] } };
    });
  const system: Author = { actor: { kind: "system", id: "test", name: "test" } };
  await write(
    system,
    "key.created",
    async (tx) => {
      await tx.insertKey(key, HASH("1"));
      await tx.insertTrigger(trigger, HASH("2"));
      await tx.putWebhook(webhook);
      await tx.insertApiToken(robot, HASH("3"));
    },
    world.base,
  );
  const state = async () => ({
    keys: await world.base.keys(environmentId),
    triggers: await world.base.triggers(environmentId),
    webhooks: await world.base.webhooks(project.id),
    robots: await world.base.robots(project.id),
  });
  return { project, environmentId, key, trigger, webhook, robot, write, state };
}

type World = Awaited<ReturnType<typeof withRows>>;

const WRITES: [what: string, action: Action, how: (tx: Transaction, world: World) => Promise<unknown>][] = [
  ["a new key", "key.created", (tx, { key }) => tx.insertKey({ ...key, id: "k-2" }, HASH("4"))],
  ["a revoked key", "key.revoked", (tx, { key }) => tx.revokeKey(key.id, 5)],
  ["a key's end", "key.rotated", (tx, { key }) => tx.expireKey(key.id, 5)],
  ["a new trigger", "trigger.created", (tx, { trigger }) => tx.insertTrigger({ ...trigger, id: "t-2" }, HASH("5"))],
  ["a revoked trigger", "trigger.revoked", (tx, { trigger }) => tx.revokeTrigger(trigger.id, 5)],
  ["a new webhook", "webhook.created", (tx, { webhook }) => tx.putWebhook({ ...webhook, id: "w-2" })],
  [
    "a webhook that goes elsewhere",
    "webhook.updated",
    (tx, { webhook }) => tx.putWebhook({ ...webhook, url: "https://evil.example.com/" }),
  ],
  ["a deleted webhook", "webhook.deleted", (tx, { webhook }) => tx.deleteWebhook(webhook.id)],
  ["a new robot", "token.created", (tx, { robot }) => tx.insertApiToken({ ...robot, id: "r-2" }, HASH("6"))],
  ["a robot's roles", "token.updated", (tx, { robot }) => tx.updateApiToken({ ...robot, roles: [] })],
  [
    "a robot's secret",
    "token.rotated",
    (tx, { robot }) => tx.rotateApiToken({ ...robot, previousUntil: 5 }, HASH("7")),
  ],
];

/** Admin of everything but the project: somewhere else. */
const elsewhere: Author = {
  ...who("admin"),
  authority: { roleAt: (projectId): Role | undefined => (projectId === "another" ? "admin" : undefined) },
};

describe.each(WRITES)("%s", (_, action, how) => {
  it("is refused in the transaction for whoever is no admin there, and done for who is", async () => {
    const world = await withRows();
    const before = await world.state();
    for (const author of [who("releaser"), who(undefined), elsewhere]) {
      await expect(world.write(author, action, (tx) => how(tx, world))).rejects.toMatchObject({
        code: "FORBIDDEN",
        details: { needed: "admin" },
      });
    }
    // What a change says of itself doesn't matter.
    await expect(world.write(who("releaser"), "flag.updated", (tx) => how(tx, world))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await world.state()).toEqual(before);
    await world.write(who("admin"), action, (tx) => how(tx, world));
    expect(await world.state()).not.toEqual(before);
  });
});
