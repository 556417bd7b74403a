import { beforeEach, describe, expect, it } from "vitest";
import type { Instance } from "./instance.ts";
import { PollerBook } from "./poller-book.ts";
import { ReceiptBook } from "./receipt-book.ts";

let now = 0;
const clock = { wall: () => 1_000_000 + now, monotonic: () => now };
let receipts: ReceiptBook;
let pollers: PollerBook;
beforeEach(() => {
  now = 0;
  receipts = new ReceiptBook(clock);
  pollers = new PollerBook(receipts, clock);
});

const polled = (id: string, browser = false) => ({ id, instance: id, app: undefined, sdk: "test/1", browser });

describe("PollerBook", () => {
  it("counts a poller from its first sign of life to 90 s after its last", () => {
    const one = pollers.seen(polled("one"));
    now = 80_000;
    pollers.seen(polled("two"));
    expect(pollers.seen(polled("one"))).toBe(one);
    expect(one).toMatchObject({ polling: true, connectedAt: 1_000_000, lastSeen: 1_080_000 });
    now = 169_999;
    pollers.sweep();
    expect(receipts.read(1)).toMatchObject({ connected: 2, confirmed: 0 });
    now = 170_000;
    pollers.sweep();
    expect(receipts.read(1).connected).toBe(0);
  });

  it("keeps what it confirmed", () => {
    receipts.committed(new Map([[3, 0]]));
    now = 100;
    for (const _ of [1, 2]) {
      const one = pollers.seen(polled("one"));
      if (one) receipts.confirm(one, 3);
    }
    expect(receipts.read(3)).toMatchObject({ connected: 1, confirmed: 1 });
  });

  it("leaves it to the stream when there is one", () => {
    pollers.seen(polled("one"));
    const streaming = {
      ...polled("one"),
      polling: false,
      confirmed: 0,
      lastSeen: 0,
      connectedAt: 0,
      since: 0,
    } as Instance;
    pollers.leave("one");
    receipts.join(streaming);
    expect(pollers.seen(polled("one"))).toBeUndefined();
    expect(receipts.connected()).toEqual([streaming]);
    receipts.leave(streaming);
    expect(pollers.seen(polled("one"))).toBeDefined();
  });

  it("counts 10,000 of a kind at most: crowds of made-up browsers push out no server", () => {
    for (let index = 0; index < 10_001; index += 1) pollers.seen(polled(`browser ${index}`, true));
    expect(pollers.seen(polled("another", true))).toBeUndefined();
    expect(pollers.seen(polled("server"))).toBeDefined();
    expect(receipts.connected()).toHaveLength(10_001);
    now = 90_000;
    expect(pollers.seen(polled("another", true))).toBeDefined();
    expect(receipts.connected()).toHaveLength(1);
  });
});
