// Compile what arrives once, then ask as often as you like:
//
//   const ruleset = compileRuleset({ flags, segments });
//   isEnabled(ruleset, "new-checkout", { targetingKey: "ann", org: { plan: "pro" } }, false);
//
// Nothing here throws, waits or keeps state. docs/evaluation.md is the specification.

// ---- the flag model ---------------------------------------------------------------------------

export type {
  Condition,
  Configuration,
  ErrorCode,
  EvaluationContext,
  EvaluationDetails,
  FlagData,
  FlagGuard,
  FlagType,
  GuardMetric,
  JsonValue,
  Operator,
  Prerequisite,
  Reason,
  Rollout,
  Rule,
  SegmentData,
  Serve,
  Target,
  Variant,
} from "./flag.ts";

// ---- compile on arrival, evaluate ever after --------------------------------------------------

export type { Broken, CompiledFlag, Outcome, Ruleset, Tally } from "./compile/compiled.ts";
export { answerOf, answerOfFlag, count, getDetails, getValue, isEnabled, servedValue, toDetails } from "./evaluate.ts";
export type { RegexEngine } from "./operators/operator.ts";
export { compileRuleset, type RulesetData, type RulesetOptions, type RulesetUpdate, updateRuleset } from "./ruleset.ts";

// ---- explain ----------------------------------------------------------------------------------

export { explain } from "./explain.ts";
export type {
  ConditionTrace,
  Explanation,
  PrerequisiteTrace,
  RolloutTrace,
  RuleTrace,
  SegmentTrace,
  TargetTrace,
} from "./explanation.ts";

// ---- bucketing --------------------------------------------------------------------------------

export { bucket, bucketStep, exposureThreshold, type Layer, splitBounds } from "./hash/bucket.ts";
export { murmur3 } from "./hash/murmur.ts";

// ---- browsers ---------------------------------------------------------------------------------

export { type ClientEvaluation, clientFailure, evaluateClientFlag } from "./client-flag.ts";
export { murmur3 as clientHash } from "./hash/murmur-small.ts";
export { toClientFlag } from "./to-client-flag.ts";

// ---- guarded rollouts -------------------------------------------------------------------------

export { type GuardedRollout, guardedRollout, guardGroup, guardShard } from "./hash/guard-group.ts";

// ---- judge on save ----------------------------------------------------------------------------

export { findProblems, findSegmentProblems } from "./compile/find-problems.ts";
export type { Problem } from "./compile/problem.ts";
export { type Use, type Used, usersOf, type WorldData } from "./compile/uses.ts";
export { nearest } from "./nearest.ts";

// ---- which way a change goes ------------------------------------------------------------------

export { compareExposure, type ExposureChange } from "./exposure/compare-exposure.ts";
export { compareWorlds, type Touched } from "./exposure/compare-worlds.ts";
export { allImply } from "./exposure/implies.ts";

// ---- the wire ---------------------------------------------------------------------------------

export { isLabel, type MessageProblem } from "./messages/message-checks.ts";
export {
  type Applied,
  type Changes,
  type ClientAnswer,
  type ClientError,
  type ClientFlag,
  type ClientGuard,
  type ClientRollout,
  type ContextChange,
  type Current,
  ENVIRONMENT_HEADER,
  type Evaluations,
  type GoAway,
  GUARD_EVERY_MS,
  GUARD_SHARDS,
  type GuardCounts,
  type GuardGroup,
  type GuardReport,
  type Guards,
  type Have,
  type Hello,
  MAX_CONTEXT_BYTES,
  MAX_EVALUATIONS,
  MAX_GUARD_METRICS,
  MAX_GUARD_REPORTS,
  MAX_REPORT_ENTRIES,
  PROTOCOL_VERSION,
  type Report,
  type ReportRequest,
  type Resync,
  type SdkMessage,
  type ServerMessage,
  type ShardCounts,
  type Snapshot,
  SUBPROTOCOL,
  type Watch,
} from "./messages/messages.ts";
export { MAX_MESSAGE_LENGTH, parseSdkMessage } from "./messages/parse-message.ts";
export { MAX_REPORT_COUNT, MAX_REPORT_SUM, parseReportRequest } from "./messages/parse-report.ts";
