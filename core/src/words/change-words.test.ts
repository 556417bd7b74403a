import { expect, it } from "vitest";
import { changeTitle } from "./change-words.ts";

it("says what happened, to what, and where", () => {
  const killed = { action: "flag.killed", flag: "new-checkout", environment: "production", after: {} };
  expect(changeTitle(killed)).toBe("Killed new-checkout in production");
  expect(changeTitle({ action: "flag.created", flag: "new-checkout", after: {} })).toBe("Created flag new-checkout");
  expect(changeTitle({ action: "key.created", environment: "staging", after: { name: "shop" } })).toBe(
    "Created SDK key shop in staging",
  );
});

it("keeps what a newer server calls by a name that is unknown here", () => {
  expect(changeTitle({ action: "flag.ramped", flag: "a", after: null })).toBe("flag.ramped a");
});
