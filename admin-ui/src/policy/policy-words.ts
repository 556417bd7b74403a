import type { PolicyDraft } from "../api/policy.ts";
import type { Fact } from "../review/fact-diff.tsx";
import { counted } from "../words/count.ts";
import { freezeWords } from "./freeze-words.ts";

/**
 * A policy's parts, as people say them.
 *
 * @param nameOf a person by their id
 */
export function policyParts(
  { requireReason, approvals, breakGlass: { role, people }, freezes }: PolicyDraft,
  nameOf: (id: string) => string,
): Record<string, string> {
  const names = people.map(nameOf);
  const who = [...(role ? [`whoever is ${role} or more`] : []), ...names];
  return {
    Reason: requireReason ? "a reason must be given" : "a reason may be given",
    Approvals:
      approvals === 0
        ? "nobody needs to approve"
        : `${counted(approvals, "other person", "other people")} must approve`,
    Freezes:
      freezes.length === 0
        ? "never frozen"
        : freezes.map((freeze) => `${freeze.name}: ${freezeWords(freeze)}`).join("; "),
    "Break glass": who.length === 0 ? "nobody" : who.join(", "),
  };
}

/** What differs between two policies. */
export function policyFacts(before: PolicyDraft, after: PolicyDraft, nameOf: (id: string) => string): Fact[] {
  const [was, is] = [policyParts(before, nameOf), policyParts(after, nameOf)];
  return Object.keys(was)
    .filter((label) => was[label] !== is[label])
    .map((label) => ({ label, before: was[label] ?? "", after: is[label] ?? "" }));
}
