import type { CompiledCondition, CompiledRule, CompiledServe, Outcome } from "./compile/compiled.ts";

/** What evaluation tells whoever asked for an explanation. Nobody else pays for it. */
export interface Trace {
  prerequisite(key: string, variants: readonly string[], answer: Outcome | undefined, passed: boolean): void;
  target(targetingKey: string | undefined, answer: Outcome | undefined): void;
  rule(rule: CompiledRule): void;
  condition(condition: CompiledCondition, actual: unknown, passed: boolean): void;
  /** A segment that a condition looked into: whether it holds the context, and why. */
  segment(key: string, holds: boolean, because: string): void;
  ruleEnd(matched: boolean): void;
  rollout(serve: CompiledServe, key: string | undefined, hash: number, answer: Outcome): void;
}
