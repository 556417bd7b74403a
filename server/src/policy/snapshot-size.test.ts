import type { Variant } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { configureFlag } from "../flags/configure-flag.ts";
import { createFlag } from "../flags/create-flag.ts";
import { killFlag } from "../flags/kill-flag.ts";
import { updateFlag } from "../flags/update-flag.ts";
import { Entry } from "../live/environment/entry.ts";
import { applyOperations } from "../operations/apply.ts";
import { createEnvironment } from "../projects/create-environment.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import { createSchedule } from "../schedules/create-schedule.ts";
import { runDue } from "../schedules/run-due.ts";
import { deleteSegment } from "../segments/delete-segment.ts";
import { saveSegment } from "../segments/save-segment.ts";
import { assess } from "./assess.ts";
import { configuration, type Given, given, PRODUCTION, ramp, who } from "./given.case.ts";
import { MAX_SNAPSHOT_BYTES } from "./snapshot-size.ts";

const DEFAULT = { project: "default" };
const CHECKOUT = { ...PRODUCTION, flag: "checkout" };
const STUFF = { ...DEFAULT, segment: "stuff" };
const admin = who("admin");

/** What is counted beside flags and segments is at most this much more than what there is. */
const SLACK = 64;

async function served({ base }: Given, key = "production"): Promise<number> {
  const environment = await requireEnvironment(base, await requireProject(base, "default"), key);
  return Entry.from(await base.ruleset(environment.id)).http.bytes.length;
}

const stuff = (bytes: number) => ({ rules: [], excludedKeys: [], includedKeys: ["ü".repeat(500) + "x".repeat(bytes)] });
const targets = (bytes: number) => configuration({ targets: [{ variant: "on", keys: ["x".repeat(bytes)] }] });
const save = ({ storage }: Given, bytes: number, author = admin) =>
  configureFlag(storage, author, CHECKOUT, "any", targets(bytes));
const heavy = (bytes: number): Variant[] => [
  { key: "on", value: { text: "x".repeat(bytes) } },
  { key: "off", value: {} },
];

const refusal = expect.objectContaining({ code: "LIMIT_REACHED" });
const bytesIn = async (refused: Promise<unknown>): Promise<number> => {
  const error = await refused.then(
    () => undefined,
    (thrown: { code: string; details: { bytes: number } }) => thrown,
  );
  expect(error).toMatchObject({ code: "LIMIT_REACHED", details: { limit: "snapshot", environment: "production" } });
  return error?.details.bytes ?? 0;
};

/** All but full. @returns with how many bytes may be added to production */
async function full(): Promise<[Given, number]> {
  const world = await given();
  await world.addFlag("checkout");
  await world.addFlag("large", { targets: [{ variant: "on", keys: ["ann"] }] });
  await saveSegment(world.base, admin, STUFF, stuff(MAX_SNAPSHOT_BYTES - 200_000));
  return [world, MAX_SNAPSHOT_BYTES - (await served(world))];
}

describe("a snapshot that would pass 10 MB", { timeout: 60_000 }, () => {
  it("is refused with the size that SDKs would have got, and nothing is written", async () => {
    const [world, room] = await full();
    const before = await world.state("checkout");
    const counted = await bytesIn(save(world, room + SLACK));
    expect(await world.state("checkout")).toEqual(before);
    await configureFlag(world.base, admin, CHECKOUT, "any", targets(room + SLACK));
    const real = await served(world);
    expect(counted).toBeGreaterThanOrEqual(real);
    expect(counted - real).toBeLessThan(SLACK);
  });

  it("is told to the byte", async () => {
    const [world, room] = await full();
    const most = room + SLACK - ((await bytesIn(save(world, room + SLACK))) - MAX_SNAPSHOT_BYTES);
    expect(await bytesIn(save(world, most + 1))).toBe(MAX_SNAPSHOT_BYTES + 1);
    await save(world, most);
    expect(await served(world)).toBeLessThanOrEqual(MAX_SNAPSHOT_BYTES);
  });

  it("says what has it, the rule, and what to do", async () => {
    const [world, room] = await full();
    await expect(save(world, room + 1_000)).rejects.toThrow(
      /^A snapshot may have at most 10485760 bytes \(10 MB\), that of environment production would have 104\d{5}: archive flags .* shorten its targets and segments first; killing, lowering and removing are not held$/,
    );
  });

  it("is refused however it would come about, and whoever asks", async () => {
    const [world, room] = await full();
    const much = room + 1_000;
    const operation = {
      kind: "configure" as const,
      environment: "production",
      flag: "checkout",
      seen: "any" as const,
      configuration: targets(much),
    };
    const variants = heavy(much);
    const bySchedule = {
      actor: { kind: "system" as const, id: "switchyard", name: "Switchyard" },
      schedule: { id: "s" },
    };
    const ways: (() => Promise<unknown>)[] = [
      () => save(world, much, who("admin", { breakGlass: { reason: "now" } })),
      () => save(world, much, who("admin", { actor: { kind: "token", id: "admin", name: "the operator" } })),
      () => save(world, much, who("admin", bySchedule)),
      () => saveSegment(world.storage, admin, STUFF, stuff(MAX_SNAPSHOT_BYTES)),
      () => saveSegment(world.storage, admin, { ...DEFAULT, segment: "more" }, stuff(much)),
      () => createFlag(world.storage, admin, DEFAULT, { key: "new", type: "object", variants }),
      () => applyOperations(world.storage, admin, DEFAULT, [operation]),
      () => assess(world.storage, admin, DEFAULT, [operation]),
    ];
    for (const way of ways) await expect(way()).rejects.toEqual(refusal);
  });

  it("is not made by a schedule, which says so", async () => {
    const [world, room] = await full();
    const start = Date.now();
    const input = {
      title: "More",
      operations: [],
      at: start + 60_000,
      timeZone: "UTC",
      missed: "run",
      graceMs: 60_000,
    } as const;
    const operations = [
      {
        kind: "configure",
        environment: "production",
        flag: "checkout",
        seen: "any",
        configuration: targets(room + 1_000),
      },
    ] as const;
    const schedule = await createSchedule(world.storage, admin, DEFAULT, { ...input, operations }, start);
    const lease = await world.storage.lease("schedules", "a test", 60_000);
    if (lease === undefined) throw new Error("somebody else has the lease");
    expect(await runDue(world.storage, lease, schedule, start + 60_000)).toBe("failed");
    const [run] = await world.storage.scheduleRuns(schedule.id, 1);
    expect(run?.message).toMatch(/^A snapshot may have at most 10485760 bytes/);
  });

  it("is refused where an environment is added, or a flag brought back, and removing is the way out", async () => {
    const [world, room] = await full();
    const flag = { ...DEFAULT, flag: "heavy" };
    await createFlag(world.base, admin, DEFAULT, { key: "heavy", type: "object", variants: heavy(room + 1_000) });
    const more = createEnvironment(world.storage, admin, DEFAULT, { key: "canary", protected: false });
    await expect(more).rejects.toEqual(refusal);
    await updateFlag(world.storage, admin, flag, { archived: true });
    await expect(updateFlag(world.storage, admin, flag, { archived: false })).rejects.toEqual(refusal);
    await createEnvironment(world.storage, admin, DEFAULT, { key: "canary", protected: false });
  });

  it("never holds what lowers or removes, also where the bound is passed already", async () => {
    const [world, room] = await full();
    const nobody = { fallthrough: { variant: "off" } };
    await world.addFlag("unused", nobody);
    await saveSegment(world.base, admin, STUFF, stuff(MAX_SNAPSHOT_BYTES + 1_000));
    await expect(save(world, 20)).rejects.toEqual(refusal);
    const lowered = { targets: [{ variant: "off", keys: ["x".repeat(5_000)] }], fallthrough: ramp(5) };
    await configureFlag(world.storage, who("responder"), CHECKOUT, "any", configuration(lowered));
    await killFlag(world.storage, who("responder"), CHECKOUT);
    // "false" is longer than "true".
    await configureFlag(
      world.storage,
      admin,
      { ...PRODUCTION, flag: "unused" },
      "any",
      configuration({ enabled: false, ...nobody }),
    );
    await updateFlag(world.storage, admin, { ...DEFAULT, flag: "large" }, { archived: true });
    await saveSegment(world.storage, admin, STUFF, stuff(MAX_SNAPSHOT_BYTES + 500));
    await deleteSegment(world.storage, admin, STUFF);
    await save(world, room);
  });
});
