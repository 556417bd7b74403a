// @switchyard/sdk-browser: feature flags for one person, tiny and live. Targeting rules stay on the server.
//
//   const flags = createClient({ url, clientKey, context: { targetingKey: "user-1" } });
//   await flags.waitForReady();
//   flags.isEnabled("checkout-v2");

// ---- words of evaluation ----------------------------------------------------------------------
export type { ErrorCode, EvaluationContext, JsonValue, Reason } from "@switchyard/core";
export type { Change, Events, Status } from "@switchyard/core/client";
// ---- the client -------------------------------------------------------------------------------
export { createClient } from "./client.ts";
export type { Bootstrap, Client, ClientOptions, Details, ReadyResult, SetContextOptions } from "./client-types.ts";
export type { DueFlags, FlagKey, FlagTypes, FlagValue } from "./flag-types.ts";
// ---- how the page does, for guarded rollouts ---------------------------------------------------
export { type WatchPageOptions, watchPage } from "./watch-page.ts";
