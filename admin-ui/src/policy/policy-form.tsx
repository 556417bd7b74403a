import { Button, NativeSelect, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import type { PolicyDraft } from "../api/policy.ts";
import type { Environment, Policy } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { useRoleProblem } from "../ui/role.ts";
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
  const problem = useRoleProblem("admin", environment.key);
  const change = (part: Partial<PolicyDraft>) => setEdited((was) => ({ ...was, ...part }));
  const isEdited = policyFacts(before, edited, (id) => id).length > 0;
  const isWhole = edited.freezes.every((freeze) => freezeProblem(freeze) === undefined);
  const { role, people } = edited.breakGlass;
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
          <NativeSelect
            label="Who may break glass"
            description="Push a change through all of this, with a reason that everybody sees and that somebody else must look at afterwards"
            w="min(24rem, 100%)"
            value={role ?? ""}
            onChange={({ currentTarget: { value } }) =>
              change({ breakGlass: { people, role: (value || null) as PolicyDraft["breakGlass"]["role"] } })
            }
            data={[
              { value: "", label: people.length > 0 ? "Only the people below" : "Nobody" },
              { value: "responder", label: "Responders and up" },
              { value: "editor", label: "Editors and up" },
              { value: "releaser", label: "Releasers and admins" },
              { value: "admin", label: "Admins" },
            ]}
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
          nameOf={(id) => id}
          onClose={() => setReviewing(false)}
        />
      ) : null}
    </Card>
  );
}
