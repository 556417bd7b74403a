import { expect, it } from "vitest";
import type { Storage } from "../storage/port.ts";
import { Names } from "./names.ts";

const project = { id: "p", key: "web" };

/** Storage of which only the names are asked for; each read waits until it is let on. */
function storageOf(environments: { id: string; projectId: string; key: string }[]) {
  const waiting: ((error?: Error) => void)[] = [];
  const storage = {
    projects: () =>
      new Promise((resolve, reject) => waiting.push((error) => (error ? reject(error) : resolve([project])))),
    allEnvironments: async () => environments,
  };
  return { names: new Names(storage as unknown as Storage), waiting };
}

it("thousands who ask at once share a read, and nobody asks again", async () => {
  const { names, waiting } = storageOf([{ id: "e", projectId: "p", key: "staging" }]);
  const told = Array.from({ length: 1_000 }, () => names.told("e"));
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  expect(new Set(await Promise.all(told))).toEqual(new Set(["web/staging"]));
  expect(await names.told("e")).toBe("web/staging");
  expect(waiting).toHaveLength(1);
});

it("an environment that was made while another read was under way is found", async () => {
  const environments = [{ id: "e", projectId: "p", key: "staging" }];
  const { names, waiting } = storageOf(environments);
  const told = [names.told("e"), names.told("late")];
  waiting[0]?.();
  await expect.poll(() => waiting.length).toBe(2);
  environments.push({ id: "late", projectId: "p", key: "late" });
  waiting[1]?.();
  expect(await Promise.all(told)).toEqual(["web/staging", "web/late"]);
});

it("nothing is told while they can't be read, and everything afterwards", async () => {
  const { names, waiting } = storageOf([{ id: "e", projectId: "p", key: "staging" }]);
  const told = [names.told("e"), names.told("e")];
  waiting[0]?.(new Error("away"));
  expect(await Promise.all(told)).toEqual([undefined, undefined]);
  const again = names.told("e");
  waiting[1]?.();
  expect(await again).toBe("web/staging");
});
