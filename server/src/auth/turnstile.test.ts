import { expect, it } from "vitest";
import { createTurnstile } from "./turnstile.ts";

it("runs so many at once, lets so many wait, refuses the rest, and is free again afterwards", async () => {
  const inTurn = createTurnstile({ places: 2, waiting: 3, refusal: "too many" });
  const ends: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const work = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise<void>((resolve) => ends.push(resolve));
    now -= 1;
  };
  const results = Array.from({ length: 6 }, () => inTurn(work));
  await expect(results[5]).rejects.toMatchObject({ code: "UNAVAILABLE", message: "too many", retryAfter: 5 });
  for (let ended = 0; ended < 5; ended += 1) {
    await expect.poll(() => ends.length).toBeGreaterThan(ended);
    ends[ended]?.();
  }
  await Promise.all(results.slice(0, 5));
  expect(most).toBe(2);
  expect(await inTurn(async () => "free")).toBe("free");
});

it("gives the place back when work fails", async () => {
  const inTurn = createTurnstile({ places: 1, waiting: 0, refusal: "too many" });
  await expect(inTurn(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await inTurn(async () => 1)).toBe(1);
});
