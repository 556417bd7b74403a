import { expect, it } from "vitest";
import { unbroken } from "./unbroken.ts";

it.each([
  ["on for 25 % of everyone; otherwise off.", "on for 25\u00a0% of everyone; otherwise off."],
  ["3 of 4 SDKs confirmed in 4 ms", "3 of 4 SDKs confirmed in 4\u00a0ms"],
  ["confirmed in 0.4 s", "confirmed in 0.4\u00a0s"],
  ["is on for 5 % and 0.125 %", "is on for 5\u00a0% and 0.125\u00a0%"],
  ["version 2 server", "version 2 server"],
  ["of 4 s-curves", "of 4 s-curves"],
])("%j keeps its numbers and units together", (text, then) => expect(unbroken(text)).toBe(then));
