import { describe, expect, it } from "vitest";
import { configureFlag } from "../flags/configure-flag.ts";
import { createFlag } from "../flags/create-flag.ts";
import { killByTag } from "../flags/kill-by-tag.ts";
import { killFlag } from "../flags/kill-flag.ts";
import { restoreFlag } from "../flags/restore-flag.ts";
import { stepBack } from "../flags/step-back.ts";
import { updateFlag } from "../flags/update-flag.ts";
import { createEnvironment } from "../projects/create-environment.ts";
import { updateEnvironment } from "../projects/update-environment.ts";
import { deleteSegment } from "../segments/delete-segment.ts";
import { saveSegment } from "../segments/save-segment.ts";
import type { Author, Policy } from "../storage/port.ts";
import { configuration, FREEZE, type Given, given, PRODUCTION, ramp, who } from "./given.case.ts";

const CHECKOUT = { ...PRODUCTION, flag: "checkout" };
const DEFAULT = { project: "default" };
const refusal = (code: string, more: object = {}) => expect.objectContaining({ code, ...more });

const save = ({ storage }: Given, author: Author, change: object, seen: number | "any" = "any") =>
  configureFlag(storage, author, CHECKOUT, seen, configuration(change));

/** All that holds raising changes, at once. */
const STRICT: Partial<Policy> = { requireReason: true, approvals: 2, freezes: [FREEZE] };

async function withCheckout(policy?: Partial<Policy>) {
  const world = await given();
  await world.addFlag("checkout");
  if (policy) await world.setPolicy(policy);
  return world;
}

describe("down is free: for a responder, through every policy, with a stale version", () => {
  it("a kill, again, and one of a flag that is off", async () => {
    const world = await withCheckout(STRICT);
    await killFlag(world.storage, who("responder"), CHECKOUT);
    await killFlag(world.storage, who("responder"), CHECKOUT);
    expect((await world.state("checkout")).killed).toBeDefined();
    await world.addFlag("idle", { enabled: false });
    await killFlag(world.storage, who("responder"), { ...CHECKOUT, flag: "idle" });
    expect((await world.state("idle")).killed).toBeDefined();
  });

  it("a kill, even where another flag asks for the off variant", async () => {
    const world = await withCheckout(STRICT);
    const isOff = { attribute: "checkout", operator: "flagIs" as const, values: ["off"] };
    await world.addFlag("fallback", {
      rules: [{ id: "r", conditions: [isOff], serve: { variant: "on" } }],
      fallthrough: { variant: "off" },
    });
    await killFlag(world.storage, who("responder"), CHECKOUT);
    expect((await world.state("checkout")).killed).toBeDefined();
  });

  it("a kill by tag", async () => {
    const world = await withCheckout(STRICT);
    await updateFlag(world.base, who("admin"), { ...DEFAULT, flag: "checkout" }, { tags: ["money"] });
    const { killed } = await killByTag(world.storage, who("responder"), PRODUCTION, "money");
    expect(killed).toEqual(["checkout"]);
  });

  it("a step back, and what is not lowered stays", async () => {
    const world = await withCheckout(STRICT);
    const after = await stepBack(world.storage, who("responder"), CHECKOUT, 5);
    expect(after.fallthrough).toEqual(ramp(5));
    const { version } = after;
    expect(await stepBack(world.storage, who("responder"), CHECKOUT, 10)).toMatchObject({ version });
  });

  it("a step back of what is off", async () => {
    const world = await withCheckout(STRICT);
    await killFlag(world.storage, who("responder"), CHECKOUT);
    await stepBack(world.storage, who("responder"), CHECKOUT, 1);
    expect((await world.state("checkout")).fallthrough).toEqual(ramp(1));
  });

  it("turning off and any other edit that lowers", async () => {
    const world = await withCheckout(STRICT);
    await save(world, who("responder"), { targets: [{ variant: "off", keys: ["ann"] }] });
    await save(world, who("responder"), { enabled: false });
    expect((await world.state("checkout")).enabled).toBe(false);
  });
});

describe("up is guarded", { timeout: 60_000 }, () => {
  const raising: [string, (world: Given, author: Author) => Promise<unknown>][] = [
    ["a ramp up", (world, author) => save(world, author, { fallthrough: ramp(50) })],
    ["a target", (world, author) => save(world, author, { targets: [{ variant: "on", keys: ["ann"] }] })],
    [
      "a restore",
      async ({ base, storage }, author) => {
        await killFlag(base, who("admin"), CHECKOUT);
        return restoreFlag(storage, author, CHECKOUT);
      },
    ],
    [
      "an archived flag, whose users are left to their default",
      ({ storage }, author) => updateFlag(storage, author, { ...DEFAULT, flag: "checkout" }, { archived: true }),
    ],
    [
      "a flag that is brought back, and on",
      async ({ base, storage }, author) => {
        await updateFlag(base, who("admin"), { ...DEFAULT, flag: "checkout" }, { archived: true });
        return updateFlag(storage, author, { ...DEFAULT, flag: "checkout" }, { archived: false });
      },
    ],
    [
      "another value of a variant",
      ({ storage }, author) => updateFlag(storage, author, { ...DEFAULT, flag: "checkout" }, { clientSide: true }),
    ],
    [
      "a segment that grows",
      async (world, author) => {
        const beta = { ...DEFAULT, segment: "beta" };
        const some = (includedKeys: string[]) => ({ rules: [], includedKeys, excludedKeys: [] });
        await saveSegment(world.base, who("admin"), beta, some(["ann"]));
        const conditions = [{ operator: "inSegment" as const, values: ["beta"] }];
        await world.addFlag("search", {
          rules: [{ id: "r", conditions, serve: { variant: "on" } }],
          fallthrough: { variant: "off" },
        });
        return saveSegment(world.storage, author, beta, some(["ann", "bob"]));
      },
    ],
    [
      "a flag that others ask",
      async (world, author) => {
        await world.addFlag("leaning", { prerequisites: [{ flag: "checkout", variants: ["off"] }] });
        return save(world, author, { fallthrough: ramp(5) });
      },
    ],
  ];

  it.each(raising)("%s is held by the role, a reason, approvals and a freeze, each by itself", async (_, change) => {
    const attempt = async (policy: Partial<Policy>, author: Author) => {
      const world = await withCheckout(policy);
      return change(world, author);
    };
    await expect(attempt({}, who("editor"))).rejects.toEqual(refusal("FORBIDDEN"));
    await expect(attempt({ requireReason: true }, who("releaser"))).rejects.toEqual(refusal("REASON_REQUIRED"));
    await expect(attempt({ approvals: 1 }, who("admin"))).rejects.toEqual(refusal("APPROVAL_REQUIRED"));
    await expect(attempt({ freezes: [FREEZE] }, who("admin"))).rejects.toEqual(refusal("FROZEN"));
    await attempt({ requireReason: true }, who("releaser", { reason: "the campaign begins" }));
  });

  it("a responder raises nothing, and an editor outside protected environments only", async () => {
    const world = await withCheckout();
    const inStaging = { ...CHECKOUT, environment: "staging" };
    const up = (author: Author) => configureFlag(world.storage, author, inStaging, "any", configuration());
    await expect(up(who("responder"))).rejects.toEqual(refusal("FORBIDDEN"));
    await up(who("editor"));
    await expect(save(world, who("editor"), { fallthrough: ramp(50) })).rejects.toEqual(
      refusal("FORBIDDEN", {
        message:
          "Raising checkout in the protected environment production needs the role releaser, you are editor there: " +
          "propose it as a change request",
        details: { rule: "role", environment: "production", needed: "releaser", held: "editor" },
      }),
    );
  });

  it("a policy without protection counts all the same", async () => {
    const world = await withCheckout();
    await world.setPolicy({ freezes: [FREEZE] }, "staging");
    const inStaging = { ...CHECKOUT, environment: "staging" };
    await expect(configureFlag(world.storage, who("admin"), inStaging, "any", configuration())).rejects.toEqual(
      refusal("FROZEN"),
    );
  });

  it("says which window holds it, until when, and when to try again", async () => {
    const world = await withCheckout({ freezes: [FREEZE] });
    await expect(save(world, who("releaser"), { fallthrough: ramp(50) })).rejects.toEqual(
      refusal("FROZEN", {
        message:
          'Raising checkout in production has to wait: it is frozen by "Holidays" until 2026-11-27T13:00:00.000Z; ' +
          "killing and stepping back are not held",
        retryAfter: 3600,
      }),
    );
    expect((await world.state("checkout")).fallthrough).toEqual(ramp(25));
  });

  it("a policy that can't be read holds everything that raises, and nothing that lowers", async () => {
    const world = await withCheckout({ approvals: 1 });
    world.execute("update policies set freezes = '{'");
    await expect(save(world, who("admin"), { fallthrough: ramp(50) })).rejects.toEqual(refusal("DAMAGED"));
    await stepBack(world.storage, who("responder"), CHECKOUT, 5);
    await killFlag(world.storage, who("responder"), CHECKOUT);
  });
});

describe("what changes nothing for anyone", () => {
  it("editing what is off needs the role to edit there, and is held by nothing else", async () => {
    const world = await withCheckout(STRICT);
    await save({ ...world, storage: world.base }, who("admin"), { enabled: false });
    const edit = (author: Author) => save(world, author, { enabled: false, fallthrough: ramp(80) });
    await expect(edit(who("responder"))).rejects.toEqual(refusal("FORBIDDEN"));
    await expect(edit(who("editor"))).rejects.toEqual(refusal("FORBIDDEN"));
    await edit(who("releaser"));
  });

  it("a new flag, which is off everywhere, and facts about a flag are an editor's", async () => {
    const world = await withCheckout(STRICT);
    const make = (author: Author) => createFlag(world.storage, author, DEFAULT, { key: "new", type: "boolean" });
    await expect(make(who("responder"))).rejects.toEqual(refusal("FORBIDDEN"));
    await make(who("editor"));
    const rename = (author: Author) =>
      updateFlag(world.storage, author, { ...DEFAULT, flag: "checkout" }, { name: "The checkout" });
    await expect(rename(who("responder"))).rejects.toEqual(refusal("FORBIDDEN"));
    await rename(who("editor"));
  });

  it("a segment that nothing uses", async () => {
    const world = await withCheckout(STRICT);
    const beta = { ...DEFAULT, segment: "beta" };
    const input = { rules: [], includedKeys: ["ann"], excludedKeys: [] };
    await expect(saveSegment(world.storage, who("responder"), beta, input)).rejects.toEqual(refusal("FORBIDDEN"));
    await saveSegment(world.storage, who("editor"), beta, input);
    await deleteSegment(world.storage, who("editor"), beta);
  });

  it("environments are an admin's", async () => {
    const world = await withCheckout();
    await expect(updateEnvironment(world.storage, who("releaser"), PRODUCTION, { protected: false })).rejects.toEqual(
      refusal("FORBIDDEN"),
    );
    const input = { key: "qa", protected: false };
    await expect(createEnvironment(world.storage, who("releaser"), DEFAULT, input)).rejects.toEqual(
      refusal("FORBIDDEN"),
    );
    await createEnvironment(world.storage, who("admin"), DEFAULT, input);
  });
});

describe("who is unknown", () => {
  it("changes nothing, not even downwards", async () => {
    const { storage } = await withCheckout();
    const nobody: Author = { actor: { kind: "user", id: "u", name: "U" } };
    await expect(killFlag(storage, nobody, CHECKOUT)).rejects.toEqual(refusal("FORBIDDEN"));
    await expect(killFlag(storage, who(undefined), CHECKOUT)).rejects.toEqual(refusal("FORBIDDEN"));
    await expect(killFlag(storage, who("viewer"), CHECKOUT)).rejects.toEqual(refusal("FORBIDDEN"));
  });

  it("the server itself waits for the end of a freeze, and asks for no approval", async () => {
    const system = { actor: { kind: "system" as const, id: "rollout", name: "Guarded rollout" } };
    await save(await withCheckout({ approvals: 2, requireReason: true }), system, { fallthrough: ramp(50) });
    const frozen = await withCheckout({ freezes: [FREEZE] });
    await expect(save(frozen, system, { fallthrough: ramp(50) })).rejects.toEqual(refusal("FROZEN"));
    await save(frozen, system, { fallthrough: ramp(5) });
  });
});

describe("a change that may only lower", () => {
  it("is refused when it raises, whoever makes it", async () => {
    const world = await withCheckout();
    await expect(save(world, who("admin", { onlyLowers: true }), { fallthrough: ramp(50) })).rejects.toEqual(
      refusal("WOULD_RAISE"),
    );
    await save({ ...world, storage: world.base }, who("admin"), {
      fallthrough: { rollout: { percentage: 50, variants: [{ variant: "off", weight: 1 }], otherwise: "on" } },
    });
    await expect(stepBack(world.storage, who("admin"), CHECKOUT, 10)).rejects.toEqual(refusal("WOULD_RAISE"));
  });
});
