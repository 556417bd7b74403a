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

it("says which way a guarded rollout goes, and what somebody agreed to", () => {
  const where = { flag: "checkout", environment: "production" };
  const after = { rollout: "r", way: [5, 25, 100], guards: ["errors", "p99"] };
  expect(changeTitle({ action: "rollout.started", ...where, after })).toBe(
    "Started guarded rollout of checkout in production: 5 % → 25 % → 100 %, guarded by errors and p99",
  );
  expect(changeTitle({ action: "rollout.approved", ...where, after: { to: 25 } })).toBe(
    "Agreed to the next stage of checkout in production: 25 %",
  );
  expect(changeTitle({ action: "rollout.started", ...where, after: { way: ["5"], guards: [] } })).toBe(
    "Started guarded rollout of checkout in production",
  );
});

it("keeps what a newer server calls by a name that is unknown here", () => {
  expect(changeTitle({ action: "flag.ramped", flag: "a", after: null })).toBe("flag.ramped a");
});
