// @switchyard/sdk-node/testing: flags for tests, without a server, a network or a timer.
//
//   const flags = createTestClient({ "checkout-v2": true });
//   flags.set("checkout-v2", false);
//
//   eachFlagState(["checkout-v2", "new-prices"], (flags, state, name) => test(`an order, ${name}`, …));

export { eachFlagState } from "./each-flag-state.ts";
export type { FlagChoices } from "./flag-choices.ts";
export { type FlagState, flagStates } from "./flag-states.ts";
export { createTestClient, type TestClient, type TestClientOptions, type Tracked } from "./test-client.ts";
export type { TestRuleset } from "./test-ruleset.ts";
