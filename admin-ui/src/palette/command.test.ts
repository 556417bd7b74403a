import { expect, it } from "vitest";
import { parseCommand } from "./command.ts";

const environment = (key: string) => ({ key, name: key, protected: false, version: 0, role: "admin" as const });
const environments = ["development", "staging", "production"].map(environment);
const parse = (text: string) => {
  const { environment, ...rest } = parseCommand(text, environments);
  return { ...rest, environment: environment?.key };
};

it("reads a verb, a flag, an environment and a percentage", () => {
  const nothing = { environment: undefined, percentage: undefined };
  expect(parse("kill checkout-v2 prod")).toEqual({
    verb: "kill",
    words: "checkout-v2",
    environment: "production",
    percentage: undefined,
  });
  expect(parse("ramp checkout-v2 12.5 % staging")).toEqual({
    verb: "ramp",
    words: "checkout-v2",
    environment: "staging",
    percentage: 12.5,
  });
  expect(parse("KILL new check")).toEqual({ verb: "kill", words: "new check", ...nothing });
  expect(parse("checkout prod")).toEqual({ verb: "open", words: "checkout prod", ...nothing });
  expect(parse("  ")).toEqual({ verb: "open", words: "", ...nothing });
});

it("takes the first word after the verb for the flag, whatever it looks like", () => {
  expect(parse("kill prod")).toMatchObject({ words: "prod", environment: undefined });
  expect(parse("ramp 25 50")).toMatchObject({ words: "25", percentage: 50 });
  expect(parse("ramp x 101")).toMatchObject({ words: "x 101", percentage: undefined });
});
