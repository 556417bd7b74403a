import { expect, test } from "vitest";
import { type Counted, HOUR_MS, MAX_EVENTS, MAX_UNKNOWN_FLAGS } from "../usage.ts";
import { given, type Open } from "./given.case.ts";

const NOTHING: Counted = { evaluations: [], unknown: [], events: [] };
const H1 = 500_000 * HOUR_MS;
const H2 = H1 + HOUR_MS;

export function usageCases(open: Open): void {
  test("evaluations add up by flag, hour and variant, and are there after a restart", async () => {
    const { storage, production, staging, reopen } = await given(open);
    const on = { environmentId: production.id, flag: "a", variant: "on", hour: H1, at: H1 + 1 };
    const evaluations = [
      { ...on, count: 2 },
      { ...on, variant: null, count: 3 },
      { ...on, hour: H2, at: H2 + 9, count: 5 },
      { ...on, flag: "b", count: 7 },
      { ...on, environmentId: staging.id, flag: "c", count: 11 },
    ];
    await storage.usage.add({ ...NOTHING, evaluations });
    await storage.usage.add({ ...NOTHING, evaluations: evaluations.reverse() });
    const { usage } = await reopen();

    const hourly = await usage.hourlyEvaluations(production.id, H1);
    expect(hourly.sort((a, b) => a.flag.localeCompare(b.flag) || a.hour - b.hour)).toEqual([
      { flag: "a", hour: H1, count: 10 },
      { flag: "a", hour: H2, count: 10 },
      { flag: "b", hour: H1, count: 14 },
    ]);
    expect(await usage.hourlyEvaluations(production.id, H2)).toEqual([{ flag: "a", hour: H2, count: 10 }]);
    expect(await usage.hourlyEvaluations(production.id, H1, ["b", "none", "it's"])).toEqual([
      { flag: "b", hour: H1, count: 14 },
    ]);
    expect(await usage.hourlyEvaluations(production.id, H1, [])).toEqual([]);

    const variants = await usage.variantEvaluations(production.id, "a", H1);
    expect(variants.sort((a, b) => a.hour - b.hour || a.count - b.count)).toEqual([
      { hour: H1, variant: "on", count: 4 },
      { hour: H1, variant: null, count: 6 },
      { hour: H2, variant: "on", count: 10 },
    ]);
    expect(await usage.variantEvaluations(production.id, "none", 0)).toEqual([]);

    // The later moment stays, whichever was said last.
    expect(await usage.evaluatedFlags(production.id, ["a"])).toEqual([{ flag: "a", at: H2 + 9 }]);
    expect(await usage.evaluatedFlags(production.id)).toHaveLength(2);
    expect(await usage.evaluatedFlags(staging.id)).toEqual([{ flag: "c", at: H1 + 1 }]);
  });

  test("a batch is added whole or not at all", async () => {
    const { storage, production } = await given(open);
    const good = { environmentId: production.id, flag: "a", hour: H1, variant: "on", count: 1, at: H1 };
    const failing = storage.usage.add({ ...NOTHING, evaluations: [good, { ...good, environmentId: "nowhere" }] });
    await expect(failing).rejects.toMatchObject({ name: "StorageError" });
    expect(await storage.usage.hourlyEvaluations(production.id, 0)).toEqual([]);
  });

  test("counts stay at the largest safe integer", async () => {
    const { storage, production } = await given(open);
    const count = Number.MAX_SAFE_INTEGER;
    const at = { environmentId: production.id, flag: "a", hour: H1, count, at: H1 };
    const evaluations = [
      { ...at, variant: "on" },
      { ...at, variant: "off" },
    ];
    for (const _ of [1, 2]) await storage.usage.add({ ...NOTHING, evaluations });
    expect(await storage.usage.hourlyEvaluations(production.id, 0)).toEqual([{ flag: "a", hour: H1, count }]);
    expect(await storage.usage.variantEvaluations(production.id, "a", 0)).toContainEqual({
      hour: H1,
      variant: "on",
      count,
    });
  });

  test("unknown keys add up until they are dismissed, and stay dismissed", async () => {
    const { storage, production } = await given(open);
    const { usage } = storage;
    const at = { environmentId: production.id, flag: "chekout", kind: "server" as const, count: 2 };
    await usage.add({
      ...NOTHING,
      unknown: [
        { ...at, at: 10, app: "shop" },
        { ...at, kind: "browser", at: 10 },
      ],
    });
    await usage.add({ ...NOTHING, unknown: [{ ...at, at: 20 }] });
    const server = { flag: "chekout", kind: "server", count: 4, firstSeenAt: 10, lastSeenAt: 20, app: "shop" };
    const browser = { flag: "chekout", kind: "browser", count: 2, firstSeenAt: 10, lastSeenAt: 10 };
    expect(await usage.unknownFlags(production.id)).toEqual([
      { ...browser, dismissed: false },
      { ...server, dismissed: false },
    ]);
    expect(await usage.dismissUnknownFlag(production.id, "chekout")).toBe(true);
    expect(await usage.dismissUnknownFlag(production.id, "checkout")).toBe(false);
    await usage.add({ ...NOTHING, unknown: [{ ...at, at: 30, app: "admin" }] });
    expect(await usage.unknownFlags(production.id)).toEqual([
      { ...browser, dismissed: true },
      { ...server, count: 6, lastSeenAt: 30, app: "admin", dismissed: true },
    ]);
  });

  test("of unknown keys without end the last are kept, and those of browsers push out none of servers", async () => {
    const { storage, production, staging } = await given(open);
    const { usage } = storage;
    const made = (kind: "server" | "browser", from: number, environmentId = production.id) =>
      Array.from({ length: MAX_UNKNOWN_FLAGS }, (_, index) => ({
        environmentId,
        flag: `key-${from + index}`,
        kind,
        count: 1,
        at: from,
      }));
    await usage.add({ ...NOTHING, unknown: [...made("server", 0), ...made("server", 0, staging.id)] });
    for (const from of [1_000, 2_000, 3_000]) await usage.add({ ...NOTHING, unknown: made("browser", from) });
    const kept = await usage.unknownFlags(production.id);
    expect(kept.filter(({ kind }) => kind === "server")).toHaveLength(MAX_UNKNOWN_FLAGS);
    const browsers = kept.filter(({ kind }) => kind === "browser");
    expect(browsers).toHaveLength(MAX_UNKNOWN_FLAGS);
    expect(browsers.every(({ lastSeenAt }) => lastSeenAt === 3_000)).toBe(true);
    expect(await usage.unknownFlags(staging.id)).toHaveLength(MAX_UNKNOWN_FLAGS);
  });

  test("events add up by the hour", async () => {
    const { storage, production, reopen } = await given(open);
    const paid = { environmentId: production.id, event: "paid", kind: "server" as const };
    const events = [
      { ...paid, hour: H2, count: 1, sum: -3, at: 20 },
      { ...paid, hour: H1, count: 2, sum: 0.5, at: 10 },
    ];
    await storage.usage.add({ ...NOTHING, events });
    await storage.usage.add({
      ...NOTHING,
      events: [...events, { ...paid, event: "left", hour: H1, count: 1, sum: 0, at: 5 }],
    });
    const { usage } = await reopen();
    const hourly = await usage.hourlyEvents(production.id, H1);
    expect(hourly.sort((a, b) => a.hour - b.hour || a.count - b.count)).toEqual([
      { event: "left", hour: H1, count: 1, sum: 0 },
      { event: "paid", hour: H1, count: 4, sum: 1 },
      { event: "paid", hour: H2, count: 2, sum: -6 },
    ]);
    expect(await usage.hourlyEvents(production.id, H2 + 1)).toEqual([]);
    expect(await usage.trackedEvents(production.id)).toEqual([
      { event: "left", at: 5 },
      { event: "paid", at: 20 },
    ]);
  });

  test("of events without end the first are kept, and browsers bring half of them", async () => {
    const { storage, production } = await given(open);
    const { usage } = storage;
    const made = (kind: "server" | "browser", count: number) =>
      Array.from({ length: count }, (_, index) => ({
        environmentId: production.id,
        event: `${kind}-${index}`,
        kind,
        hour: H1,
        count: 1,
        sum: 0,
        at: H1,
      }));
    await usage.add({ ...NOTHING, events: made("browser", MAX_EVENTS) });
    expect(await usage.trackedEvents(production.id)).toHaveLength(MAX_EVENTS / 2);
    await usage.add({ ...NOTHING, events: made("server", MAX_EVENTS) });
    await usage.add({ ...NOTHING, events: made("browser", MAX_EVENTS) });
    expect(await usage.trackedEvents(production.id)).toHaveLength(MAX_EVENTS);
    const hourly = await usage.hourlyEvents(production.id, 0);
    expect(hourly).toHaveLength(MAX_EVENTS);
    expect(hourly.find(({ event }) => event === "browser-0")).toMatchObject({ count: 2 });
  });

  test("what is old is forgotten, but not when a flag was evaluated last", async () => {
    const { storage, production, staging } = await given(open);
    const { usage } = storage;
    const of = (environmentId: string, hour: number): Counted => ({
      evaluations: [{ environmentId, flag: "a", variant: "on", hour, count: 1, at: hour }],
      unknown: [{ environmentId, flag: `unknown-${hour}`, kind: "server", count: 1, at: hour }],
      events: [
        { environmentId, event: "paid", kind: "server", hour, count: 1, sum: 0, at: hour },
        { environmentId, event: `paid-${hour}`, kind: "server", hour, count: 1, sum: 0, at: hour },
      ],
    });
    for (const counted of [of(production.id, H1), of(production.id, H2), of(staging.id, H1)]) await usage.add(counted);
    expect(await usage.prune(production.id, H2)).toBe(true);
    expect(await usage.hourlyEvaluations(production.id, 0)).toEqual([{ flag: "a", hour: H2, count: 1 }]);
    expect(await usage.hourlyEvents(production.id, 0)).toMatchObject([{ hour: H2 }, { hour: H2 }]);
    expect(await usage.trackedEvents(production.id)).toMatchObject([{ event: "paid" }, { event: `paid-${H2}` }]);
    expect(await usage.unknownFlags(production.id)).toMatchObject([{ flag: `unknown-${H2}` }]);
    expect(await usage.evaluatedFlags(production.id)).toEqual([{ flag: "a", at: H2 }]);
    expect(await usage.hourlyEvaluations(staging.id, 0)).toHaveLength(1);
    expect(await usage.prune(staging.id, H2)).toBe(true);
    expect(await usage.evaluatedFlags(staging.id)).toEqual([{ flag: "a", at: H1 }]);
  });

  test("what is old and much is forgotten in parts", async () => {
    const { storage, production } = await given(open);
    const { usage } = storage;
    const evaluations = Array.from({ length: 6_000 }, (_, index) => ({
      environmentId: production.id,
      flag: `flag-${index}`,
      variant: "on",
      hour: H1,
      count: 1,
      at: H1,
    }));
    await usage.add({ ...NOTHING, evaluations });
    for (let part = 0; part < 5 && !(await usage.prune(production.id, H2)); part += 1);
    expect(await usage.hourlyEvaluations(production.id, 0)).toEqual([]);
    expect(await usage.evaluatedFlags(production.id)).toHaveLength(6_000);
  });

  test("damaged rows are left out and named", async () => {
    const { storage, production, execute, damage } = await given(open);
    const counted = { environmentId: production.id, flag: "a", hour: H1, variant: "on", count: 1, at: H1 };
    await storage.usage.add({ ...NOTHING, evaluations: [counted, { ...counted, flag: "b" }] });
    await execute("update evaluation_counts set count = -5 where flag = 'b'");
    expect(await storage.usage.hourlyEvaluations(production.id, 0)).toEqual([{ flag: "a", hour: H1, count: 1 }]);
    expect(damage.join()).toContain("evaluation_counts");
  });
}
