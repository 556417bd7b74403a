import { expect, it } from "vitest";
import type { Environment, Flag } from "../api/types.ts";
import { archive, bringBack, restoreIn, turnOnIn } from "./bulk-change.ts";

const production = { key: "production", protected: true } as Environment;
const flag = (configuration: object, archived = false) =>
  ({
    key: "checkout",
    type: "boolean",
    variants: [
      { key: "on", value: true },
      { key: "off", value: false },
    ],
    archived,
    environments: {
      production: {
        enabled: false,
        offVariant: "off",
        prerequisites: [],
        targets: [],
        rules: [],
        fallthrough: { variant: "on" },
        ...configuration,
      },
    },
  }) as unknown as Flag;
const killed = { enabled: true, killed: { at: 1, by: "rob" } };

it("says what each flag does then, and which way that goes", () => {
  expect(turnOnIn(production).effect(flag({}))).toEqual({
    does: expect.stringMatching(/^In production: .*on/),
    direction: "raises",
  });
  expect(restoreIn(production).effect(flag(killed))).toMatchObject({ direction: "raises" });
  expect(bringBack.effect(flag({}, true))).toMatchObject({ direction: "raises" });
  expect(archive.effect(flag({}))).toMatchObject({ direction: "lowers" });
});

it("leaves alone, with a reason, what is so already or would stay as it is", () => {
  const { effect } = turnOnIn(production);
  expect(effect(flag({ enabled: true }))).toEqual({ skips: "is on already" });
  expect(effect(flag(killed))).toEqual({ skips: "is killed: it is restored, not turned on" });
  expect(effect(flag({}, true))).toEqual({ skips: "is archived" });
  expect(effect({ ...flag({}), environments: {} })).toEqual({ skips: "can’t be read there" });
  expect(restoreIn(production).effect(flag({}))).toEqual({ skips: "is not killed" });
  expect(archive.effect(flag({}, true))).toEqual({ skips: "is archived already" });
  expect(bringBack.effect(flag({}))).toEqual({ skips: "is not archived" });
});

it("has a way back that is the same change the other way", () => {
  for (const change of [turnOnIn(production), restoreIn(production)]) {
    const [there, back] = [change.operation("checkout"), change.inverse("checkout")];
    expect({ ...there, kind: "" }).toEqual({ ...back, kind: "" });
    expect(there.kind).not.toBe(back.kind);
  }
  expect(bringBack.inverse("a")).toEqual(archive.operation("a"));
});
