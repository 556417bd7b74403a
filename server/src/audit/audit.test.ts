import type { JsonValue } from "@switchyard/core";
import { beforeAll, describe, expect, it } from "vitest";
import { GENESIS_HASH, hashChange } from "../storage/hash-chain.ts";
import { ACTIONS } from "../storage/model.ts";
import type { ChangeRecord } from "../storage/port.ts";
import { csvLine } from "./csv.ts";
import { lineOf } from "./export-log.ts";
import { verifyExport } from "./verify-export.ts";

// A log of 100,000 rows. Whatever is done to one row shows there or in the row after it, so most cases verify from a few
// rows before what was done to a few rows after; some verify all of it.

const COUNT = 100_000;
const records: ChangeRecord[] = [];
const lines: string[] = [];

/** The same numbers every time. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

beforeAll(() => {
  const next = random(7);
  let previousHash = GENESIS_HASH;
  for (let id = 1; id <= COUNT; id += 1) {
    const record: Omit<ChangeRecord, "hash"> = {
      id,
      at: 1_700_000_000_000 + id * 1_000,
      action: ACTIONS[next(ACTIONS.length)] ?? "flag.killed",
      actor: { kind: "user", id: `u-${next(9)}`, name: "Ada \u{1F600} Ünal" },
      ...(next(2) === 0 ? { reason: `because of "${id}"` } : {}),
      projectId: "p",
      ...(next(3) === 0 ? {} : { environmentId: `e-${next(3)}` }),
      flag: `flag-${next(50)}`,
      before: { enabled: false, percentage: next(100) / 8 } as JsonValue,
      after: { enabled: true, rules: [{ id: "r", values: [null, 1e21, -0.5] }] } as JsonValue,
      versions: { e: id },
      previousHash,
    };
    const hashed = { ...record, hash: hashChange(record) };
    records.push(hashed);
    lines.push(lineOf(hashed));
    previousHash = hashed.hash;
  }
}, 60_000);

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("there is no such row");
  return value;
};
const endAt = (index: number) =>
  index < 0 ? { id: 0, hash: GENESIS_HASH } : { id: must(records[index]).id, hash: must(records[index]).hash };

/** Verifies what is around a row, with something done to it. @param index of the row, from 0 */
function around(index: number, edit: (part: string[], at: number) => string[]) {
  const begin = Math.max(0, index - 2);
  const part = lines.slice(begin, index + 4);
  return verifyExport(edit(part, index - begin), {
    from: endAt(begin - 1),
    checkpoints: [endAt(Math.min(COUNT - 1, begin + part.length - 1))],
  });
}

/** Every row of some thousand, the first and the last among them. */
function somewhere(count: number, seed: number): number[] {
  const next = random(seed);
  return [0, 1, COUNT - 2, COUNT - 1, ...Array.from({ length: count }, () => next(COUNT))];
}

describe("a log of 100,000 rows", () => {
  it("is intact as it was exported, and what is around each place, too", async () => {
    expect(await verifyExport(lines)).toEqual({ intact: true, count: COUNT, last: endAt(COUNT - 1) });
    for (const index of somewhere(500, 1)) expect(await around(index, (part) => part)).toMatchObject({ intact: true });
  }, 60_000);

  it("any edit is found at its line", async () => {
    const edits: ((record: ChangeRecord) => object)[] = [
      ({ at }) => ({ at: at + 1 }),
      ({ action }) => ({ action: action === "flag.killed" ? "flag.restored" : "flag.killed" }),
      ({ actor }) => ({ actor: { ...actor, name: "Eve" } }),
      ({ actor }) => ({ actor: { ...actor, kind: "system" } }),
      ({ reason }) => ({ reason: reason === undefined ? "" : undefined }),
      ({ flag }) => ({ flag: `${flag}x` }),
      () => ({ environmentId: "another" }),
      () => ({ projectId: undefined }),
      () => ({ segment: "s" }),
      () => ({ before: null }),
      ({ after }) => ({ after: { ...(after as object), enabled: 1 } }),
      ({ versions }) => ({ versions: { ...versions, f: 1 } }),
      ({ id }) => ({ id: id + COUNT }),
      ({ hash }) => ({ hash: hash.replace(/^./, (first) => (first === "0" ? "1" : "0")) }),
      ({ previousHash }) => ({ previousHash: previousHash.replace(/.$/, (last) => (last === "0" ? "1" : "0")) }),
    ];
    for (const index of somewhere(400, 2)) {
      for (const edit of edits) {
        const record = must(records[index]);
        const edited = lineOf({ ...record, ...edit(record) });
        const verdict = await around(index, (part, at) => part.with(at, edited));
        expect(verdict).toMatchObject({ intact: false, line: Math.min(index, 2) + 1 });
      }
    }
  }, 60_000);

  it("an edit with a hash computed anew is found at the row after it, or by the checkpoint", async () => {
    for (const index of somewhere(400, 3)) {
      const forged = { ...must(records[index]), reason: "forged" };
      const rehashed = lineOf({ ...forged, hash: hashChange(forged) });
      const verdict = await around(index, (part, at) => part.with(at, rehashed));
      expect(verdict).toMatchObject({ intact: false });
    }
    // All of it computed anew from there on: only what was kept elsewhere tells.
    let previousHash = must(records[COUNT - 100]).previousHash;
    const rewritten = records.slice(COUNT - 100).map((record) => {
      const next = { ...record, reason: "forged", previousHash };
      previousHash = hashChange(next);
      return lineOf({ ...next, hash: previousHash });
    });
    const from = endAt(COUNT - 101);
    expect(await verifyExport(rewritten, { from })).toMatchObject({ intact: true });
    const checkpoints = [endAt(COUNT - 50)];
    const found = await verifyExport(rewritten, { from, checkpoints });
    expect(found).toMatchObject({ intact: false, line: 51, problem: expect.stringContaining("computed anew") });
  });

  it("any byte that is changed, added or left out of a line is found at it", async () => {
    const next = random(4);
    for (const index of somewhere(1_500, 5)) {
      const text = must(lines[index]);
      const place = next(text.length);
      const other = text[place] === "x" ? "y" : "x";
      const spoilt = [
        `${text.slice(0, place)}${other}${text.slice(place + 1)}`,
        `${text.slice(0, place)} ${text.slice(place)}`,
        `${text.slice(0, place)}${text.slice(place + 1)}`,
        text.replace("{", '{"reason":"hidden",'),
        text.replace('"Ada', '"\\u0041da'),
        `${text} `,
      ][next(6)];
      if (spoilt === undefined || spoilt === text) continue;
      expect(await around(index, (part, at) => part.with(at, spoilt))).toMatchObject({ intact: false });
    }
  }, 60_000);

  it("a row that is gone is found at the one after it, the last by a checkpoint", async () => {
    for (const index of somewhere(1_000, 6)) {
      const verdict = await around(index, (part, at) => part.toSpliced(at, 1));
      const missing = must(records[index]).id;
      expect(verdict).toMatchObject({ intact: false, problem: expect.stringContaining(String(missing)) });
    }
    const cut = lines.slice(COUNT - 10, -1);
    const from = endAt(COUNT - 11);
    expect(await verifyExport(cut, { from })).toMatchObject({ intact: true, last: endAt(COUNT - 2) });
    expect(await verifyExport(cut, { from, checkpoints: [endAt(COUNT - 1)] })).toMatchObject({
      intact: false,
      problem: expect.stringContaining("its end was cut off"),
    });
    expect(await verifyExport([], { checkpoints: [endAt(0)] })).toMatchObject({ intact: false, line: 0 });
  }, 60_000);

  it("a row that is put in or put twice is found at it", async () => {
    for (const index of somewhere(1_000, 7)) {
      const record = must(records[index]);
      const invented = { ...record, id: record.id + 1, previousHash: record.hash, reason: "invented" };
      const hashed = lineOf({ ...invented, hash: hashChange(invented) });
      // After the last row it is a row like any that comes next: no log can tell that nobody did it.
      const invention = index === COUNT - 1 ? [] : [hashed];
      for (const inserted of [...invention, must(lines[index]), "", "{}", "null"]) {
        expect(await around(index, (part, at) => part.toSpliced(at + 1, 0, inserted))).toMatchObject({ intact: false });
      }
    }
  }, 60_000);

  it("rows in another order are found", async () => {
    const next = random(8);
    for (const index of somewhere(1_000, 9)) {
      const verdict = await around(index, (part) => {
        const [from, to] = [next(part.length), next(part.length)];
        const other = from === to ? (to + 1) % part.length : to;
        return part.with(from, must(part[other])).with(other, must(part[from]));
      });
      expect(verdict).toMatchObject({ intact: false });
    }
    const far = lines.with(10, must(lines[90_000])).with(90_000, must(lines[10]));
    expect(await verifyExport(far)).toMatchObject({ intact: false, line: 11 });
  }, 60_000);
});

describe("a line of CSV", () => {
  it.each([
    ["=1+1", '"\'=1+1"'],
    ["+1", '"\'+1"'],
    ["-1", '"\'-1"'],
    ["@SUM(A1)", '"\'@SUM(A1)"'],
    ["\t=1", '"\'\t=1"'],
    ["\r=1", '"\'\r=1"'],
    ["  =1", '"\'  =1"'],
    ["＝1", '"\'＝1"'],
    ['=HYPERLINK("https://evil.example","x")', '"\'=HYPERLINK(""https://evil.example"",""x"")"'],
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["two\nlines", '"two\nlines"'],
    ["a=b", "a=b"],
    ["", ""],
  ])("%j becomes %s", (given, expected) => expect(csvLine([given])).toBe(`${expected}\r\n`));

  it("has numbers as they are and nothing for what is absent", () =>
    expect(csvLine([1, undefined, -2])).toBe("1,,-2\r\n"));
});
