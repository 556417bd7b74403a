import { useState } from "react";
import type { PolicyDraft } from "../api/policy.ts";
import type { Policy } from "../api/types.ts";
import { policyFacts } from "./policy-words.ts";

const draftOf = ({ requireReason, approvals, breakGlass, freezes }: Policy): PolicyDraft => ({
  requireReason,
  approvals,
  breakGlass,
  freezes,
});

const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);

/** What was edited since `base`, on top of what somebody else has saved meanwhile. */
function onTop(base: PolicyDraft, edited: PolicyDraft, theirs: PolicyDraft): PolicyDraft {
  const pick = <K extends keyof PolicyDraft>(key: K) => (differs(base[key], edited[key]) ? edited[key] : theirs[key]);
  return {
    requireReason: pick("requireReason"),
    approvals: pick("approvals"),
    breakGlass: pick("breakGlass"),
    freezes: pick("freezes"),
  };
}

const labels = (before: PolicyDraft, after: PolicyDraft) =>
  policyFacts(before, after, (id) => id).map((one) => one.label);

/** The edits of a policy. What somebody else saves meanwhile is followed, but for what was edited here. */
export function usePolicyEdits(policy: Policy) {
  const current = draftOf(policy);
  const [{ base, edited, theirs, round }, set] = useState({
    base: current,
    edited: current,
    theirs: [] as string[],
    round: 0,
  });
  if (differs(current, base)) {
    const isOwn = !differs(edited, current) || !differs(edited, base);
    const next = onTop(base, edited, current);
    set({
      base: current,
      edited: next,
      theirs: isOwn ? [] : [...new Set([...theirs, ...labels(base, current)])],
      round: differs(next.freezes, edited.freezes) ? round + 1 : round,
    });
  }
  const mine = labels(base, edited);
  return {
    base,
    edited,
    isEdited: mine.length > 0,
    /** What somebody else has changed since the editing began, and which of it would be replaced. */
    meanwhile: mine.length > 0 ? { theirs, replaced: theirs.filter((label) => mine.includes(label)) } : undefined,
    /** Another one whenever the freezes have come from elsewhere. */
    round,
    change: (part: Partial<PolicyDraft>) =>
      set((was) => ({
        ...was,
        edited: { ...was.edited, ...part },
        theirs: differs(was.edited, was.base) ? was.theirs : [],
      })),
  };
}
