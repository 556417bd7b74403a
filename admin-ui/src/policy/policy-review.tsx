import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type PolicyDraft, policyQuery, savePolicy } from "../api/policy.ts";
import type { Environment } from "../api/types.ts";
import { FactDiff } from "../review/fact-diff.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { policyFacts } from "./policy-words.ts";

interface PolicyReviewProps {
  environment: Environment;
  before: PolicyDraft;
  after: PolicyDraft;
  /** It lets more pass than the policy that is there. */
  needsReason: boolean;
  nameOf: (id: string) => string;
  onClose: () => void;
}

export function PolicyReview({ environment, before, after, needsReason, nameOf, onClose }: PolicyReviewProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const saving = useMutation({
    mutationFn: () => savePolicy(project.key, environment.key, after, reason),
    onSuccess: (saved) => {
      queries.setQueryData(policyQuery(project.key, environment.key).queryKey, saved);
      say({ title: "Saved", message: `the policy of ${environment.key}` });
      onClose();
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
  });
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Save the policy of ${environment.key}?`}
      reason={reason}
      needsReason={needsReason}
      onReason={setReason}
      cancelLabel="Keep editing"
      confirmLabel="Save policy"
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      error={saving.error}
      errorTitle={`The policy of ${environment.key} was not changed`}
    >
      <FactDiff facts={policyFacts(before, after, nameOf)} />
    </ReviewSheet>
  );
}
