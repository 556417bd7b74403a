import type { EvaluationContext, Evaluations, Watch } from "@switchyard/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveEvaluation } from "../../api.ts";
import { payloadOf } from "../socket/frame.ts";
import { type Askable, type Look, LookBook } from "./look-book.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Server implements Askable {
  readonly id: string;
  readonly instance: string;
  readonly app = "shop";
  readonly sdk = "test/1";
  readonly browser = false;
  readonly polling = false;
  confirmed = 0;
  lastSeen = 0;
  connectedAt = 0;
  since = 0;
  readonly told: Watch[] = [];

  constructor(name: string) {
    this.id = name;
    this.instance = name;
  }

  send(frame: Buffer): void {
    this.told.push(JSON.parse(payloadOf(frame).toString()));
  }
}

class Looker implements Look {
  readonly flag: string;
  items: LiveEvaluation[] = [];
  dropped = 0;
  changes = 0;

  constructor(flag: string) {
    this.flag = flag;
  }

  saw(items: LiveEvaluation[], dropped: number): void {
    this.items.push(...items);
    this.dropped += dropped;
  }

  changed(): void {
    this.changes += 1;
  }
}

const evaluations = (flags: string[], context: EvaluationContext = { targetingKey: "ann" }): Evaluations => ({
  type: "evaluations",
  items: flags.map((flag) => ({ flag, variant: "on", reason: "SPLIT", at: 1, context })),
});
const watching = (...flags: string[]): Watch => ({ type: "watch", flags, forMs: 30_000 });
const STOP: Watch = { type: "watch", flags: [], forMs: 0 };

describe("LookBook", () => {
  it("asks while somebody looks, again and again, and then says that it is over", () => {
    const book = new LookBook();
    const server = new Server("one");
    book.join(server);
    expect(server.told).toEqual([]);
    const stop = book.look(new Looker("a"));
    expect(server.told).toEqual([watching("a")]);
    vi.advanceTimersByTime(20_000);
    expect(server.told).toEqual([watching("a"), watching("a"), watching("a")]);
    stop();
    stop();
    expect(server.told.splice(0)).toEqual([watching("a"), watching("a"), watching("a"), STOP]);
    vi.advanceTimersByTime(60_000);
    expect(server.told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("asks for all flags that are looked at, and who comes later too", () => {
    const book = new LookBook();
    const server = new Server("one");
    book.join(server);
    const stops = ["a", "b", "a"].map((flag) => book.look(new Looker(flag)));
    expect(server.told).toEqual([watching("a"), watching("a", "b")]);
    const late = new Server("late");
    book.join(late);
    expect(late.told).toEqual([watching("a", "b")]);
    stops[2]?.();
    expect(late.told).toHaveLength(1);
    stops[1]?.();
    expect(late.told.at(-1)).toEqual(watching("a"));
  });

  it("asks 50 of them at most, and others when these leave", () => {
    const book = new LookBook();
    const servers = Array.from({ length: 120 }, (_, index) => new Server(`server ${index}`));
    for (const server of servers) book.join(server);
    const stop = book.look(new Looker("a"));
    const asked = servers.filter(({ told }) => told.length > 0);
    expect(asked).toHaveLength(50);
    expect(book.count("a")).toEqual({ servers: 120, asked: 50 });
    for (const server of asked) book.leave(server);
    expect(book.count("a")).toEqual({ servers: 70, asked: 0 });
    vi.advanceTimersByTime(10_000);
    expect(book.count("a")).toEqual({ servers: 70, asked: 50 });
    const [left] = asked;
    expect(left?.told).toHaveLength(1);
    stop();
    expect(servers.filter(({ told }) => told.at(-1) === undefined || told.at(-1)?.flags.length === 0)).toHaveLength(70);
  });

  it("asks for 20 flags at most; further looks say that nobody is asked, until there is room", () => {
    const book = new LookBook();
    const server = new Server("one");
    book.join(server);
    const stops = Array.from({ length: 21 }, (_, index) => book.look(new Looker(`f${index}`)));
    expect(server.told.at(-1)?.flags).toHaveLength(20);
    expect(book.count("f19")).toEqual({ servers: 1, asked: 1 });
    expect(book.count("f20")).toEqual({ servers: 1, asked: 0 });
    stops[0]?.();
    expect(book.count("f20")).toEqual({ servers: 1, asked: 1 });
  });

  it("hands on what was asked for to who looks at it, with who said it", () => {
    const book = new LookBook();
    const [one, other] = [new Server("one"), new Server("other")];
    book.join(one);
    const [a, b] = [new Looker("a"), new Looker("b")];
    book.look(a);
    book.look(b);
    book.saw(one, evaluations(["a", "b", "c", "a"]));
    expect(a.items).toHaveLength(2);
    expect(a.items[0]).toEqual({ ...evaluations(["a"]).items[0], instance: "one", app: "shop" });
    expect(b.items).toHaveLength(1);
    // Nobody asked it.
    book.saw(other, evaluations(["a"]));
    expect(a.items).toHaveLength(2);
  });

  it("leaves contexts out that are too large or too deep, and says how many", () => {
    const book = new LookBook();
    const one = new Server("one");
    book.join(one);
    const look = new Looker("a");
    book.look(look);
    book.saw(one, evaluations(["a"], { text: "x".repeat(9_000) }));
    let deep: EvaluationContext = {};
    for (let depth = 0; depth < 20_000; depth += 1) deep = { deep };
    book.saw(one, evaluations(["a"], deep));
    book.saw(one, { ...evaluations(["a"]), dropped: 7 });
    expect([look.items.length, look.dropped]).toEqual([1, 9]);
  });
});
