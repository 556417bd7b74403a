import { type EvaluationContext, MAX_CONTEXT_BYTES } from "@switchyard/core";
import { SwitchyardError } from "../../errors.ts";
import type { AcceptedContext, ContextSigning, GivenContext } from "../../signing/context-signing.ts";
import { CLOSE, Refusal } from "../socket/close-code.ts";
import type { Clock } from "../timings.ts";
import type { HeldKey } from "./keyring.ts";

/** @throws Refusal */
export function acceptContext(
  { signing, clock }: { signing: ContextSigning; clock: Clock },
  key: HeldKey,
  given: GivenContext,
): AcceptedContext {
  try {
    const accepted = signing.accept(key, given, clock.wall());
    requireSmall(accepted.context);
    return accepted;
  } catch (error) {
    if (error instanceof SwitchyardError) throw new Refusal(CLOSE.forbidden, error.message);
    throw error;
  }
}

/** @throws Refusal when a token was accepted whose time is over now */
export function requireUnexpired({ expiresAt = Number.POSITIVE_INFINITY }: { expiresAt?: number }, clock: Clock): void {
  if (expiresAt <= clock.wall()) throw new Refusal(CLOSE.forbidden, "the token has expired, come with a new one");
}

function requireSmall(context: EvaluationContext): void {
  const bytes = sizeOf(context);
  if (bytes <= MAX_CONTEXT_BYTES) return;
  throw new Refusal(CLOSE.policy, `a context may have ${MAX_CONTEXT_BYTES} bytes, this one has ${bytes}`);
}

function sizeOf(context: EvaluationContext): number {
  try {
    return Buffer.byteLength(JSON.stringify(context));
  } catch {
    // Nested so deeply that it can't be written.
    return Number.POSITIVE_INFINITY;
  }
}
