import type { FlagData } from "@switchyard/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Entry } from "../../live/environment/entry.ts";
import type { LiveEntry, ReportSink } from "../../live/index.ts";
import type { Key } from "../../storage/port.ts";
import { AnswerBook } from "./answer-book.ts";

type Taken = Parameters<ReportSink["take"]>;

let taken: Taken[];
let book: AnswerBook;
beforeEach(() => {
  vi.useFakeTimers();
  taken = [];
  book = new AnswerBook({ take: (...report) => void taken.push(report), onStored: () => () => {} });
});
afterEach(() => vi.useRealTimers());

const key = (kind: Key["kind"]) => ({ id: "k", environmentId: "e", kind }) as Key;

const flag = (name: string, on: boolean): FlagData => ({
  key: name,
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  salt: "abcdefg",
  clientSide: name === "banner",
  enabled: on,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: "on" },
});

const entry = (version: number, on = true): LiveEntry =>
  Entry.from({ epoch: "x", version, flags: [flag("banner", on), flag("search", on)], segments: [], quarantined: [] });

it("counts each answer by its variant, each version's on its own page, and the keys that no flag has", () => {
  const first = entry(1);
  for (let i = 0; i < 3; i += 1) book.answers(key("server"), first).single("search", {});
  const answers = book.answers(key("server"), first);
  answers.give(answers.bulk("", {}), "");
  book.answers(key("server"), first).single("serach", {});
  book.answers(key("server"), entry(2, false)).single("search", {});
  vi.advanceTimersByTime(5_000);
  expect(taken).toHaveLength(1);
  const [from, report] = taken[0] as Taken;
  expect(from).toMatchObject({ environmentId: "e", kind: "server", app: "OFREP" });
  expect(report).toEqual({
    seq: 1,
    evaluations: [
      { flag: "search", variant: "on", count: 4 },
      { flag: "search", variant: "off", count: 1 },
      { flag: "banner", variant: "on", count: 1 },
    ],
    unknown: [{ flag: "serach", count: 1 }],
  });
});

it("counts what client keys ask apart, under a number that rises, and hands over the rest at the end", () => {
  const now = entry(1);
  book.answers(key("client"), now).single("banner", {});
  vi.advanceTimersByTime(5_000);
  book.answers(key("client"), now).single("search", {});
  book.answers(key("client"), now).single("banner", {});
  book.close();
  vi.advanceTimersByTime(60_000);
  expect(taken.map(([{ kind }, report]) => [kind, report])).toEqual([
    ["browser", { seq: 1, evaluations: [{ flag: "banner", variant: "on", count: 1 }], unknown: [] }],
    [
      "browser",
      {
        seq: 2,
        evaluations: [{ flag: "banner", variant: "on", count: 1 }],
        unknown: [{ flag: "search", count: 1 }],
      },
    ],
  ]);
});
