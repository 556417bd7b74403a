import { Button, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { isWeakerPolicy } from "@switchyard/core/governance";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersQuery } from "../api/people.ts";
import type { PolicyDraft } from "../api/policy.ts";
import type { Environment, Policy } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { useProject } from "../ui/project.ts";
import { useRoleProblem } from "../ui/role.ts";
import { BreakGlassFields } from "./break-glass-fields.tsx";
import { freezeProblem } from "./freeze.ts";
import { FreezeList } from "./freeze-list.tsx";
import { PolicyReview } from "./policy-review.tsx";
import { policyFacts } from "./policy-words.ts";

/** The rules of one environment, edited and reviewed as a whole. */
export function PolicyForm({ environment, policy }: { environment: Environment; policy: Policy }) {
  const before: PolicyDraft = {
    requireReason: policy.requireReason,
    approvals: policy.approvals,
    breakGlass: policy.breakGlass,
    freezes: policy.freezes,
  };
  const [edited, setEdited] = useState(before);
  const [reviewing, setReviewing] = useState(false);
  const project = useProject();
  const problem = useRoleProblem("admin", environment.key);
  const change = (part: Partial<PolicyDraft>) => setEdited((was) => ({ ...was, ...part }));
  const isEdited = policyFacts(before, edited, (id) => id).length > 0;
  const isWhole = edited.freezes.every((freeze) => freezeProblem(freeze) === undefined);
  // Who they are is for admins, who are the ones that may change it.
  const { data: members = [] } = useQuery({ ...membersQuery(project.key), enabled: problem === undefined });
  const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? "somebody outside this project";
  return (
    <Card aria-label={`Policy of ${environment.name}`}>
      <fieldset disabled={problem !== undefined} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack>
          {problem ? <Text c="dimmed">{problem}</Text> : null}
          <Switch
            label="A reason must be given"
            description="What raises is not saved without one"
            checked={edited.requireReason}
            onChange={({ currentTarget: { checked } }) => change({ requireReason: checked })}
          />
          <NumberInput
            label="Approvals"
            description="How many others must approve what raises; its author is never one of them"
            min={0}
            max={10}
            allowDecimal={false}
            w="min(16rem, 100%)"
            value={edited.approvals}
            onChange={(value) => change({ approvals: Number(value) || 0 })}
          />
          <FreezeList freezes={edited.freezes} onChange={(freezes) => change({ freezes })} />
          <BreakGlassFields
            value={edited.breakGlass}
            members={members}
            onChange={(breakGlass) => change({ breakGlass })}
          />
          <div>
            <Button disabled={!isEdited || !isWhole} onClick={() => setReviewing(true)}>
              Review change
            </Button>
          </div>
        </Stack>
      </fieldset>
      {reviewing ? (
        <PolicyReview
          environment={environment}
          before={before}
          after={edited}
          // Where none was ever set there is none to be weaker than.
          needsReason={policy.updatedAt !== null && isWeakerPolicy(before, edited)}
          nameOf={nameOf}
          onClose={() => setReviewing(false)}
        />
      ) : null}
    </Card>
  );
}
