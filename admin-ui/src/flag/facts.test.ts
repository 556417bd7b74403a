import { expect, it } from "vitest";
import { type Facts, factChanges, factsOf, patchChanges, patchOf, patchWords, reachesApplications } from "./facts.ts";

const facts: Facts = {
  name: "New checkout",
  description: "",
  tags: ["shop"],
  owner: "",
  lifetime: "permanent",
  expectedRemoval: "",
  clientSide: false,
};

it("sends only what differs", () => {
  expect(patchOf(facts, { ...facts, name: " New checkout " })).toEqual({});
  expect(patchOf(facts, { ...facts, clientSide: true, tags: [] })).toEqual({ clientSide: true, tags: [] });
});

it("gives a date of removal to temporary flags only", () => {
  const dated: Facts = { ...facts, lifetime: "temporary", expectedRemoval: "2030-01-31" };
  expect(patchOf(facts, dated)).toEqual({ lifetime: { kind: "temporary", expectedRemoval: "2030-01-31" } });
  expect(patchOf(dated, { ...dated, expectedRemoval: "" })).toEqual({ lifetime: { kind: "temporary" } });
  expect(patchOf(facts, { ...dated, lifetime: "permanent" })).toEqual({});
});

it("reads a flag back as it was sent", () => {
  const lifetime = { kind: "temporary", expectedRemoval: "2030-01-31" } as const;
  const read = factsOf({ ...facts, lifetime });
  expect(read).toEqual({ ...facts, lifetime: "temporary", expectedRemoval: "2030-01-31" });
  expect(patchOf(facts, read)).toEqual({ lifetime });
});

it("names what was changed", () => {
  expect(patchWords({ clientSide: true, name: "x" })).toEqual(["name", "visibility for browsers"]);
});

it("says each changed field before and after, in words", () => {
  const after: Facts = { ...facts, owner: "Payments", lifetime: "temporary", expectedRemoval: "2030-01-31" };
  expect(factChanges(facts, after)).toEqual([
    { label: "Owner", before: "nobody", after: "Payments" },
    { label: "Lifetime", before: "permanent", after: "temporary, to be removed by 31 Jan 2030" },
  ]);
  expect(factChanges(facts, { ...facts, clientSide: true, tags: [] })).toEqual([
    { label: "Tags", before: "shop", after: "none" },
    {
      label: "Visibility for browsers",
      before: "no browser hears of it",
      after: "browsers receive its key and their answer",
    },
  ]);
});

it("says what a patch would bring back, and whether applications notice", () => {
  const was = { name: "Old", clientSide: true, variants: [] };
  expect(patchChanges(was, { name: "New", variants: [] })).toEqual([{ label: "Name", before: "Old", after: "New" }]);
  expect(reachesApplications({ name: "New", owner: "ops" })).toBe(false);
  expect(reachesApplications({ clientSide: false })).toBe(true);
  expect(reachesApplications({ variants: [] })).toBe(true);
});

it("shows a date of the log that is none as it came", () => {
  const lifetime = { kind: "temporary" as const, expectedRemoval: "soon" };
  expect(patchChanges({}, { lifetime })[0]?.after).toBe("temporary, to be removed by soon");
});
