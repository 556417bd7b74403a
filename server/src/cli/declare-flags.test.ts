import { expect, test } from "vitest";
import { type Declared, declareFlags } from "./declare-flags.ts";

const flag = (key: string, given: Partial<Declared> = {}): Declared => ({
  key,
  name: key,
  description: "",
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  lifetime: { kind: "temporary" },
  archived: false,
  clientSide: true,
  ...given,
});
const variants = (...values: (string | number | object)[]) =>
  values.map((value, at) => ({ key: `v${at}`, value })) as Declared["variants"];

test("a project's flags, in the order of their keys", () => {
  const flags = [
    flag("limit", { type: "number", variants: variants(10, 9, -1, 9) }),
    flag("checkout", { name: "Checkout", description: "The new one.\r\nFor all." }),
    flag("colour", { type: "string", variants: variants("red", 'a "b"\n', "red"), clientSide: false }),
    flag("gone", { archived: true }),
    flag("shape", { type: "object", variants: variants({ sides: 3 }), clientSide: false }),
  ];
  const text = declareFlags(flags, ["node", "browser"], "2030-01-31");
  expect(text).toBe(`// Written by \`switchyard types\`: write it anew instead of editing it.

export {};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface Flags {
  /**
   * Checkout
   *
   * The new one.
   * For all.
   */
  readonly "checkout": boolean;
  readonly "colour": "a \\"b\\"\\n" | "red";
  readonly "limit": -1 | 9 | 10;
  readonly "shape": Json;
}

declare module "@switchyard/sdk-node" {
  interface FlagTypes extends Flags {}
}

declare module "@switchyard/sdk-browser" {
  interface FlagTypes extends Pick<Flags, "checkout" | "limit"> {}
}
`);
  expect(declareFlags(flags.reverse(), ["node", "browser"], "2030-01-31")).toBe(text);
});

test("what people wrote neither ends a comment nor deprecates a flag", () => {
  const text = declareFlags(
    [flag("a", { name: "*/ evil()", description: "one\n  @deprecated\u2028@internal" })],
    [],
    "",
  );
  expect(text).toContain("   * *\\/ evil()\n   *\n   * one\n   * \\@deprecated\n   * \\@internal\n   */\n");
});

test("a flag is deprecated from its day on", () => {
  const due = (expectedRemoval?: string) =>
    declareFlags([flag("a", { lifetime: { kind: "temporary", expectedRemoval } })], [], "2030-01-31");
  expect(due("2030-01-31")).toContain("   * @deprecated to be removed by 2030-01-31\n");
  expect(due("2030-02-01")).not.toContain("@deprecated");
  expect(due()).not.toContain("@deprecated");
  expect(declareFlags([flag("a", { lifetime: { kind: "permanent" } })], [], "2030-01-31")).not.toContain("@deprecated");
});

test("asking for a flag that is due is deprecated, for each who may ask", () => {
  const due = { lifetime: { kind: "temporary", expectedRemoval: "2020-01-31" } } as const;
  const old = [
    flag("a", due),
    flag("b", { ...due, clientSide: false }),
    flag("c"),
    flag("d", { ...due, archived: true }),
  ];
  expect(declareFlags(old, ["node", "browser"], "2030-01-31")).toContain(`
declare module "@switchyard/sdk-node" {
  interface FlagTypes extends Flags {}
  interface DueFlags extends Pick<Flags, "a" | "b"> {}
}

declare module "@switchyard/sdk-browser" {
  interface FlagTypes extends Pick<Flags, "a" | "c"> {}
  interface DueFlags extends Pick<Flags, "a"> {}
}
`);
});

test("a project without flags", () => {
  expect(declareFlags([], ["browser"], "2030-01-31")).toContain(
    'interface Flags {\n}\n\ndeclare module "@switchyard/sdk-browser" {\n  interface FlagTypes extends Flags {}\n}\n',
  );
});
