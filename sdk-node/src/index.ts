// @switchyard/sdk-node: feature flags, evaluated in your process and updated live.
//
//   const flags = createClient({ url, sdkKey });
//   await flags.waitForReady();
//   flags.isEnabled("checkout-v2", { targetingKey: "user-1" });

// ---- words of evaluation ----------------------------------------------------------------------
export type { ErrorCode, EvaluationContext, Explanation, JsonValue, Reason } from "@switchyard/core";
export type { Change, Events, Status } from "@switchyard/core/client";
export type { Logger } from "./advice.ts";
// ---- the client -------------------------------------------------------------------------------
export { createClient } from "./client.ts";
export type { Bootstrap, BoundFlags, Client, Details } from "./client-types.ts";
export { type Evaluation, type EventLogger, evaluationEvents } from "./evaluation-events.ts";
export type { DueFlags, FlagKey, FlagTypes, FlagValue } from "./flag-types.ts";
export type { ClientOptions } from "./options.ts";
export type { Overrides } from "./overrides.ts";
export type { ReadyResult } from "./readiness.ts";
// ---- what a backend says for its pages -----------------------------------------------------------
export { type SignContextOptions, signContext } from "./sign-context.ts";
