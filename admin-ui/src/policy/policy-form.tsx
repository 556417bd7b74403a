import { Button, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { isWeakerPolicy } from "@switchyard/core/governance";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { membersQuery } from "../api/people.ts";
import { policyQuery } from "../api/policy.ts";
import type { Environment, Policy } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { useProject } from "../ui/project.ts";
import { useRoleProblem } from "../ui/role.ts";
import { useUnsaved } from "../ui/unsaved.ts";
import { BreakGlassFields } from "./break-glass-fields.tsx";
import { ChangedMeanwhile } from "./changed-meanwhile.tsx";
import { freezeProblem } from "./freeze.ts";
import { FreezeList } from "./freeze-list.tsx";
import { usePolicyEdits } from "./policy-edits.ts";
import { PolicyReview } from "./policy-review.tsx";

// No live event tells of a policy: it is asked for while somebody edits one.
const ASK_MS = 3000;

/** The rules of one environment, edited and reviewed as a whole. */
export function PolicyForm({ environment, policy }: { environment: Environment; policy: Policy }) {
  const { base, edited, isEdited, meanwhile, round, change } = usePolicyEdits(policy);
  const [reviewing, setReviewing] = useState(false);
  const [tries, setTries] = useState(0);
  const form = useRef<HTMLFieldSetElement>(null);
  // Once what is missing is said, the first of it is where one goes on.
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries]);
  const project = useProject();
  const problem = useRoleProblem("admin", environment.key);
  useUnsaved(isEdited);
  useQuery({ ...policyQuery(project.key, environment.key), refetchInterval: isEdited ? ASK_MS : false });
  const isWhole = edited.freezes.every((freeze) => freezeProblem(freeze) === undefined);
  // Who they are is for admins, who are the ones that may change it.
  const { data: members = [] } = useQuery({ ...membersQuery(project.key), enabled: problem === undefined });
  const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? "somebody outside this project";
  return (
    <Card aria-label={`Policy of ${environment.name}`}>
      <fieldset ref={form} disabled={problem !== undefined} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        {/* Beside the stack: without words it takes no room. */}
        <div role="status">{meanwhile && meanwhile.theirs.length > 0 ? <ChangedMeanwhile {...meanwhile} /> : null}</div>
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
          <FreezeList
            // Each of its forms keeps how it is shown, which is another for other freezes.
            key={round}
            freezes={edited.freezes}
            tried={tries > 0}
            onChange={(freezes) => {
              // One that is new has been given no chance yet.
              if (freezes.length > edited.freezes.length) setTries(0);
              change({ freezes });
            }}
          />
          <BreakGlassFields
            value={edited.breakGlass}
            members={members}
            onChange={(breakGlass) => change({ breakGlass })}
          />
          <div>
            <Button disabled={!isEdited} onClick={() => (isWhole ? setReviewing(true) : setTries(tries + 1))}>
              Review change
            </Button>
          </div>
        </Stack>
      </fieldset>
      {reviewing ? (
        <PolicyReview
          environment={environment}
          before={base}
          after={edited}
          // Where none was ever set there is none to be weaker than.
          needsReason={policy.updatedAt !== null && isWeakerPolicy(base, edited)}
          nameOf={nameOf}
          onClose={() => setReviewing(false)}
        />
      ) : null}
    </Card>
  );
}
