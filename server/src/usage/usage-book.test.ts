import type { FlagData, Report } from "@switchyard/core";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Reporter } from "../live/index.ts";
import { openStorage } from "../storage/open.ts";
import type { Storage } from "../storage/port.ts";
import { HOUR_MS, MAX_EVENTS, MAX_UNKNOWN_FLAGS } from "../storage/usage.ts";
import { UsageBook } from "./usage-book.ts";

const SILENT = pino({ level: "silent" });
const START = 500_000 * HOUR_MS;

let storage: Storage;
let book: UsageBook;
let environmentId: string;
let now: number;
let server: Reporter;
let browser: Reporter;

beforeEach(async () => {
  storage = await openStorage("file::memory:");
  environmentId = (await storage.allEnvironments())[0]?.id ?? "";
  now = START;
  book = new UsageBook({ storage, log: SILENT, now: () => now });
  server = { environmentId, id: "key instance-1", kind: "server", app: "shop" };
  browser = { environmentId, id: "client-key page-1", kind: "browser" };
});
afterEach(async () => {
  await book.close();
  await storage.close();
});

const flag = (key: string, clientSide = false) => {
  const variants = ["on", "off"].map((variant) => ({ key: variant, value: variant === "on" }));
  return [key, { data: { key, variants, clientSide } as FlagData }] as const;
};
const FLAGS = new Map([flag("backend"), flag("banner", true)]);

type Counts = Omit<Report, "type" | "seq">;
let seq = 0;
const take = (from: Reporter, report: Partial<Counts>, number = ++seq) =>
  book.take(from, { seq: number, evaluations: [], ...report }, FLAGS);
const evaluated = (key: string, count: number, variant: string | null = "on") => ({
  evaluations: [{ flag: key, variant, count }],
});

async function written() {
  await book.write();
  const hourly = await storage.usage.hourlyEvaluations(environmentId, 0);
  return Object.fromEntries(hourly.map(({ flag: key, count }) => [key, count]));
}

describe("what SDKs report", () => {
  it("is added up and written together, and each report once however often it comes", async () => {
    const add = vi.spyOn(storage.usage, "add");
    take(server, evaluated("backend", 2), 1);
    take(server, evaluated("backend", 2), 1);
    take(server, evaluated("backend", 3), 3);
    // Older than one that was counted: it came before and was counted then, or was given up.
    take(server, evaluated("backend", 50), 2);
    take({ ...server, id: "key instance-2" }, evaluated("backend", 5), 1);
    expect(await written()).toEqual({ backend: 10 });
    expect(add).toHaveBeenCalledTimes(1);
    await book.write();
    expect(add).toHaveBeenCalledTimes(1);
    expect(await storage.usage.evaluatedFlags(environmentId)).toEqual([{ flag: "backend", at: START }]);
  });

  it("counts towards flags and variants that there are", async () => {
    take(server, evaluated("nowhere", 1));
    take(server, evaluated("__proto__", 1));
    take(server, evaluated("backend", 1, "constructor"));
    take(server, evaluated("backend", 1, null));
    expect(await written()).toEqual({ backend: 1 });
  });

  it("counts from browsers only what they can see, and no more than a browser does", async () => {
    take(browser, evaluated("backend", 7));
    take(browser, evaluated("banner", 3));
    take(browser, { ...evaluated("banner", 1e12), events: [{ event: "paid", count: 1e12, sum: -1e15 }] });
    expect(await written()).toEqual({ banner: 1_000_003 });
    expect(await storage.usage.hourlyEvents(environmentId, 0)).toMatchObject([{ count: 1_000_000, sum: -1e9 }]);
  });

  it("falls into the hour of this server's clock", async () => {
    now = START + HOUR_MS - 1;
    take(server, evaluated("backend", 1));
    now += 1;
    take(server, evaluated("backend", 2));
    await book.write();
    expect(await storage.usage.variantEvaluations(environmentId, "backend", 0)).toEqual([
      { hour: START, variant: "on", count: 1 },
      { hour: START + HOUR_MS, variant: "on", count: 2 },
    ]);
  });

  it("names unknown keys and events with who asked, and not those that were made since", async () => {
    take(server, {
      unknown: [
        { flag: "chekout", count: 2 },
        { flag: "backend", count: 1 },
      ],
    });
    take(browser, { unknown: [{ flag: "backend", count: 4 }] });
    take(server, { events: [{ event: "paid", count: 2, sum: 9.5 }] });
    await book.write();
    const times = { firstSeenAt: START, lastSeenAt: START, dismissed: false };
    expect(await storage.usage.unknownFlags(environmentId)).toEqual([
      { flag: "backend", kind: "browser", count: 4, ...times },
      { flag: "chekout", kind: "server", count: 2, app: "shop", ...times },
    ]);
    expect(await storage.usage.hourlyEvents(environmentId, 0)).toEqual([
      { event: "paid", hour: START, count: 2, sum: 9.5 },
    ]);
  });

  it("of hostile amounts takes what there is room for", async () => {
    for (let index = 0; index < 10_000; index += 1) {
      const unknown = [{ flag: `made-up-${index}`, count: 1 }];
      const events = [{ event: `made-up-${index}`, count: 1, sum: 1 }];
      take({ ...browser, id: `page ${index}` }, { unknown, events, ...evaluated("banner", 1) }, 1);
    }
    take(server, { unknown: [{ flag: "chekout", count: 1 }], events: [{ event: "paid", count: 1, sum: 1 }] });
    expect(await written()).toEqual({ banner: 10_000 });
    const unknown = await storage.usage.unknownFlags(environmentId);
    expect(unknown.length).toBeLessThanOrEqual(MAX_UNKNOWN_FLAGS + 1);
    expect(unknown).toContainEqual(expect.objectContaining({ flag: "chekout", kind: "server" }));
    const events = await storage.usage.trackedEvents(environmentId);
    expect(events.length).toBeLessThanOrEqual(MAX_EVENTS);
    expect(events).toContainEqual({ event: "paid", at: START });
  });

  it("waits while it can't be written, on top of what comes meanwhile", async () => {
    const warn = vi.fn();
    const failing = new UsageBook({ storage, log: { ...SILENT, warn } as never, now: () => now });
    const add = vi.spyOn(storage.usage, "add").mockRejectedValue(new Error("gone"));
    failing.take(server, { seq: 1, ...evaluated("backend", 1) }, FLAGS);
    await failing.write();
    failing.take(server, { seq: 2, ...evaluated("backend", 2), events: [{ event: "paid", count: 1, sum: 1 }] }, FLAGS);
    await failing.write();
    expect(warn).toHaveBeenCalledTimes(1);
    add.mockRestore();
    await failing.close();
    expect(await written()).toEqual({ backend: 3 });
    expect(await storage.usage.hourlyEvents(environmentId, 0)).toMatchObject([{ count: 1 }]);
  });

  it("is given up when it can never be written, and doesn't hold up what comes after", async () => {
    const error = vi.fn();
    const other = new UsageBook({ storage, log: { ...SILENT, error } as never, now: () => now });
    other.take({ ...server, environmentId: "gone" }, { seq: 1, ...evaluated("backend", 1) }, FLAGS);
    await other.write();
    expect(error).toHaveBeenCalledTimes(1);
    other.take(server, { seq: 2, ...evaluated("backend", 2) }, FLAGS);
    await other.close();
    expect(error).toHaveBeenCalledTimes(1);
    expect(await written()).toEqual({ backend: 2 });
  });

  it("is written in parts when it is much, so that nothing else waits for long, and a part that fails waits alone", async () => {
    const many = new Map(Array.from({ length: 1_200 }, (_, index) => flag(`flag-${index}`)));
    const evaluations = [...many.keys()].map((key) => ({ flag: key, variant: "on", count: 1 }));
    book.take(server, { seq: 1, evaluations: evaluations.slice(0, 600) }, many);
    book.take(server, { seq: 2, evaluations: evaluations.slice(600) }, many);

    const { add } = storage.usage;
    const sizes: number[] = [];
    const spy = vi.spyOn(storage.usage, "add").mockImplementation((counted) => {
      sizes.push(counted.evaluations.length);
      return sizes.length === 2 ? Promise.reject(new Error("gone")) : add(counted);
    });
    await book.write();
    spy.mockRestore();
    expect(sizes).toEqual([200, 200]);
    const all = await written();
    expect(Object.values(all)).toEqual(Array(1_200).fill(1));
  });

  it("is kept for 30 days by the hour, and told to whoever listens once it is written", async () => {
    const told: string[][] = [];
    const stop = book.onStored((ids) => told.push([...ids]));
    take(server, evaluated("backend", 1));
    await book.write();
    now += 30 * 24 * HOUR_MS;
    take(server, evaluated("backend", 2));
    expect(await written()).toEqual({ backend: 2 });
    expect((await storage.usage.hourlyEvaluations(environmentId, 0)).map(({ hour }) => hour)).toEqual([START, now]);
    now += HOUR_MS;
    await book.write();
    expect((await storage.usage.hourlyEvaluations(environmentId, 0)).map(({ hour }) => hour)).toEqual([now - HOUR_MS]);
    stop();
    take(server, evaluated("backend", 1));
    await book.write();
    expect(told).toEqual([[environmentId], [environmentId]]);
  });

  it("is written every few seconds, and once more at the end", async () => {
    const quick = new UsageBook({ storage, log: SILENT, now: () => now, writeEveryMs: 5 });
    const stored = new Promise((resolve) => quick.onStored(resolve));
    quick.take(server, { seq: 1, ...evaluated("backend", 1) }, FLAGS);
    await stored;
    quick.take(server, { seq: 2, ...evaluated("backend", 1) }, FLAGS);
    await quick.close();
    expect(await written()).toEqual({ backend: 2 });
  });
});
