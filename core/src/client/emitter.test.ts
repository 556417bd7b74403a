import { expect, test, vi } from "vitest";
import { createEmitter } from "./emitter.ts";

type Events = { change: number; ready: string };

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("a listener hears its own event until it stops listening", () => {
  const emitter = createEmitter<Events>(() => {});
  const change = vi.fn();
  const stop = emitter.on("change", change);
  emitter.emit("change", 1);
  emitter.emit("ready", "x");
  stop();
  stop();
  emitter.emit("change", 2);
  expect(change.mock.calls).toEqual([[1]]);
});

test("the same function twice is two listeners", () => {
  const emitter = createEmitter<Events>(() => {});
  const change = vi.fn();
  const stop = emitter.on("change", change);
  emitter.on("change", change);
  stop();
  emitter.emit("change", 1);
  expect(change).toHaveBeenCalledTimes(1);
});

test("who throws or rejects stops nobody, and is told of", async () => {
  const failed = vi.fn();
  const after = vi.fn();
  const emitter = createEmitter<Events>(failed);
  emitter.on("change", () => {
    throw new Error("thrown");
  });
  emitter.on("change", async () => {
    throw new Error("rejected");
  });
  emitter.on("change", after);
  emitter.emit("change", 1);
  expect(after).toHaveBeenCalledTimes(1);
  await settled();
  emitter.emit("change", 2);
  await settled();
  expect(after).toHaveBeenCalledTimes(2);
  expect(failed.mock.calls.map(([error]) => error.message)).toEqual(["thrown", "rejected", "thrown", "rejected"]);
});

test("listeners may come and go while an event is told", () => {
  const emitter = createEmitter<Events>(() => {});
  const late = vi.fn();
  const stop = emitter.on("change", () => {
    stop();
    emitter.on("change", late);
  });
  emitter.emit("change", 1);
  expect(late).not.toHaveBeenCalled();
  emitter.emit("change", 2);
  expect(late).toHaveBeenCalledTimes(1);
});
