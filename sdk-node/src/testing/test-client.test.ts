import { flag } from "@switchyard/core/fixtures.case";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Client } from "../client-types.ts";
import { createLog } from "../stream-server.case.ts";
import { createTestClient, eachFlagState } from "./index.ts";

// No test here gives time a chance to pass: a timer would show.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("answers as it was told, at once and for everyone", async () => {
  const flags: Client = createTestClient({ "checkout-v2": true, limit: 50, colour: "red", shape: { sides: 3 } });
  expect(flags.isEnabled("checkout-v2")).toBe(true);
  expect(flags.getValue("limit", { targetingKey: "ann" }, 10)).toBe(50);
  expect(flags.getValue("colour", undefined, "none")).toBe("red");
  expect(flags.getValue("shape", undefined, { sides: 0 })).toEqual({ sides: 3 });
  expect(flags.getDetails("checkout-v2", undefined, false)).toMatchObject({
    variant: "on",
    reason: "STATIC",
    stale: false,
  });
  expect(flags.forContext({ targetingKey: "ann" }).explain("checkout-v2").details.value).toBe(true);
  expect(await flags.waitForReady()).toEqual({ status: "ready", version: 1 });
  expect(flags.status).toEqual({ state: "live", epoch: "test", version: 1 });
  await flags.flush();
  await flags.close();
  expect(flags.isEnabled("checkout-v2")).toBe(true);
});

test("set changes what is asked next and tells listeners; reset goes back", () => {
  const flags = createTestClient({ a: true }, { logger: createLog() });
  const heard: unknown[] = [];
  flags.on("change", ({ flags }) => heard.push(flags));
  flags.on("change:b", () => heard.push("b"));
  flags.set("a", false);
  expect(flags.isEnabled("a")).toBe(false);
  flags.set({ a: false, b: "new" });
  expect(flags.getValue("b", undefined, "none")).toBe("new");
  flags.reset();
  expect(flags.isEnabled("a")).toBe(true);
  expect(flags.getDetails("b", undefined, "none").errorCode).toBe("FLAG_NOT_FOUND");
  expect(heard).toEqual([["a"], ["b"], "b", ["a", "b"], "b"]);
});

test("listens as in an application: ready is told, mistakes are said", async () => {
  const logger = createLog();
  const flags = createTestClient({ "checkout-v2": true }, { logger });
  const ready = vi.fn();
  flags.on("ready", ready);
  await Promise.resolve();
  expect(ready).toHaveBeenCalledWith({ version: 1 });
  expect(flags.isEnabled("chekout-v2")).toBe(false);
  expect(flags.getValue("checkout-v2", undefined, "text")).toBe("text");
  expect(logger.lines).toEqual([
    "warn: [switchyard] unknown flag `chekout-v2`; did you mean `checkout-v2`?",
    "warn: [switchyard] flag `checkout-v2` is a boolean, the default is a string: the default is given",
  ]);
});

test("with a ruleset, rules decide until a flag is set", () => {
  const rules = [
    {
      id: "staff",
      conditions: [{ attribute: "staff", operator: "equals" as const, values: [true] }],
      serve: { variant: "on" },
    },
  ];
  const ruleset = {
    flags: [
      flag("base", { rules, fallthrough: { variant: "off" } }),
      flag("top", { prerequisites: [{ flag: "base", variants: ["on"] }] }),
    ],
  };
  const flags = createTestClient({}, { ruleset });
  expect(flags.isEnabled("top", { staff: true })).toBe(true);
  expect(flags.isEnabled("top", { staff: false })).toBe(false);
  const heard = vi.fn();
  flags.on("change:top", heard);
  flags.set("base", true);
  expect(flags.isEnabled("top", { staff: false })).toBe(true);
  expect(heard).toHaveBeenCalledOnce();
  expect(() => flags.set("base", "yes")).toThrow('flag `base` is a boolean in the ruleset, received a string: "yes"');
  flags.reset();
  expect(flags.isEnabled("top", { staff: false })).toBe(false);
});

test("what is tracked can be looked at", () => {
  const flags = createTestClient();
  flags.track("order.placed", { targetingKey: "ann" }, { value: 12 });
  flags.forContext({ targetingKey: "bob" }).track("order.failed");
  expect(flags.tracked).toEqual([
    { event: "order.placed", context: { targetingKey: "ann" }, value: 12 },
    { event: "order.failed", context: { targetingKey: "bob" }, value: undefined },
  ]);
  flags.reset();
  expect(flags.tracked).toEqual([]);
});

test("what JSON can't carry is refused, and named", () => {
  expect(() => createTestClient({ limit: Number.NaN })).toThrow(
    "flag `limit` must be given a value that JSON has, received NaN",
  );
  expect(() => createTestClient().set("a", undefined as never)).toThrow("flag `a` must be given a value that JSON has");
});

test("each state has a client of its own, one after the other", async () => {
  const order: string[] = [];
  await eachFlagState(["a", "b"], async (flags, state, name) => {
    order.push(`> ${name}`);
    await Promise.resolve();
    expect({ a: flags.isEnabled("a"), b: flags.isEnabled("b") }).toEqual(state);
    order.push("<");
  });
  expect(order).toEqual([
    "> a: true, b: true",
    "<",
    "> a: false, b: false",
    "<",
    "> a: true, b: false",
    "<",
    "> a: false, b: true",
    "<",
  ]);
});

test("a failure says in which state, at once and later", async () => {
  const check = (isOn: boolean) => {
    if (!isOn) throw new Error("no button");
  };
  expect(() => eachFlagState(["a"], (flags) => check(flags.isEnabled("a")))).toThrow("with a: false: no button");
  await expect(eachFlagState(["a"], async (flags) => check(flags.isEnabled("a")))).rejects.toThrow(
    "with a: false: no button",
  );
});
