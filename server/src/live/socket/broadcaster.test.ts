import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { Broadcaster, type Broadcasting } from "./broadcaster.ts";

const sent: string[] = [];

/** Writes its name so many times, once a turn. */
function writer(name: string, slices: number): Broadcasting {
  let left = slices;
  return {
    slice() {
      sent.push(name);
      left -= 1;
      return left > 0;
    },
  };
}

async function all(): Promise<string> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  return sent.splice(0).join("");
}

it("begins at once, takes turns, and lets the event loop run in between", async () => {
  const broadcaster = new Broadcaster();
  broadcaster.send(writer("a", 3), false);
  broadcaster.send(writer("b", 2), false);
  expect(sent.join("")).toBe("a");
  expect(await all()).toBe("aabab");
});

it("puts what brings a kill before all others, whatever is under way", async () => {
  const broadcaster = new Broadcaster();
  broadcaster.send(writer("a", 3), false);
  broadcaster.send(writer("b", 3), false);
  broadcaster.send(writer("K", 3), true);
  broadcaster.send(writer("k", 1), true);
  expect(await all()).toBe("aKkKKababb");
});

it("moves up who was in line already, and never down", async () => {
  const broadcaster = new Broadcaster();
  const b = writer("b", 2);
  broadcaster.send(writer("a", 2), false);
  broadcaster.send(b, false);
  broadcaster.send(b, true);
  broadcaster.send(b, false);
  expect(await all()).toBe("abba");
});

it("writes for a shorter while the more others have to do in between, and always for some", async () => {
  let now = 0;
  const broadcaster = new Broadcaster(() => now);
  const others = [0, 3, 5, 7.5, 300, 0];
  const slices: number[] = [];
  broadcaster.send(
    {
      slice(forMs) {
        slices.push(forMs);
        // Comes after the slice has ended, and before the next one.
        const ms = others.shift() ?? 0;
        queueMicrotask(() => {
          now += ms;
        });
        return others.length > 0;
      },
    },
    false,
  );
  await all();
  expect(slices).toEqual([2, 4, 4, 3, 1, 1]);
});
