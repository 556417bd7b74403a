import type { Client, Details } from "@switchyard/sdk-node";
import { expect, it } from "vitest";
import { ShopFloor } from "./shop-floor.ts";

/** A client of which the floor sees a version and what the flag is; who gets it is decided by `inside`. */
function createFloor() {
  const given = { version: undefined as number | undefined, inside: 0, details: {} as Partial<Details<boolean>> };
  const flags = {
    get status() {
      return { state: "live", version: given.version };
    },
    getDetails: () => ({ value: false, reason: "SPLIT", stale: false, flagMetadata: {}, ...given.details }),
  } as unknown as Client;
  const floor = new ShopFloor(flags, (shopper) => shopper.number <= given.inside);
  const change = (to: Partial<typeof given>) => {
    Object.assign(given, to);
    return floor.refresh();
  };
  return { floor, change };
}

it("counts who joined and who left at the last change that moved someone", () => {
  const { change } = createFloor();
  // What the first flags find is nobody's change.
  expect(change({ version: 1, inside: 5 }).moved).toBeNull();
  expect(change({ version: 2, inside: 25 }).moved).toEqual({ joined: 20, left: 0 });
  expect(change({ version: 3 }).moved).toEqual({ joined: 20, left: 0 });
  expect(change({ version: 4, inside: 10 }).moved).toEqual({ joined: 0, left: 15 });
  expect(change({ version: 5 }).answers.filter(Boolean)).toHaveLength(10);
});

it.each([
  ["missing", { errorCode: "FLAG_NOT_FOUND", reason: "ERROR" }],
  ["not-boolean", { errorCode: "TYPE_MISMATCH", reason: "ERROR" }],
  ["killed", { reason: "DISABLED", flagMetadata: { killed: true } }],
  ["off", { reason: "DISABLED" }],
  ["serving", { reason: "SPLIT" }],
] as const)("a flag that is %s", (state, details) => {
  const { floor, change } = createFloor();
  expect(floor.state.flag).toBe("waiting");
  expect(change({ version: 1, details }).flag).toBe(state);
});
