import { expect, it } from "vitest";
import type { Key } from "../../storage/port.ts";
import { Tickets, WINDOW_MS, windowAt } from "./tickets.ts";

const key = { id: "k1", environmentId: "e1" } as Key;
const now = 1_800_000_123_456;

it("lets its key in on every node with the same secret, for one to two windows", () => {
  const ticket = new Tickets("a secret").write(key, windowAt(now));
  const other = new Tickets("a secret");
  const whose = { keyId: "k1", environmentId: "e1" };
  expect(other.read(ticket, now)).toEqual(whose);
  expect(other.read(ticket, now + WINDOW_MS)).toEqual(whose);
  expect(other.read(ticket, now + 2 * WINDOW_MS)).toBeUndefined();
  expect(other.read(ticket, now - WINDOW_MS)).toBeUndefined();
  expect(new Tickets("another secret").read(ticket, now)).toBeUndefined();
});

it("is the same for a key within a window, and another one in the next", () => {
  const tickets = new Tickets("a secret");
  expect(tickets.write(key, 7)).toBe(tickets.write(key, 7));
  expect(tickets.write(key, 8)).not.toBe(tickets.write(key, 7));
});
