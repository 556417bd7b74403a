import { ACTION_WORDS } from "@switchyard/core/words";
import { expect, it } from "vitest";
import { ACTIONS } from "./model.ts";

it("everything that can happen has words for the history, and nothing else has", () => {
  expect(Object.keys(ACTION_WORDS).sort()).toEqual([...ACTIONS].sort());
});
