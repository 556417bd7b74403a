import { Button, Group, Modal, Stack, Text, Textarea, Title } from "@mantine/core";
import { list } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { path, request } from "../api/client.ts";
import { flagQuery } from "../api/queries.ts";
import type { Flag } from "../api/types.ts";
import { updateFlag } from "../api/writes.ts";
import { JsonDiff } from "../history/json-diff.tsx";
import { Actions } from "../ui/actions.tsx";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { areWhole, toDraft, toVariants, type VariantDraft } from "./variant-drafts.ts";
import classes from "./variants.module.css";
import { VariantsEditor } from "./variants-editor.tsx";

/** What the flag can answer; the same in every environment. */
export function VariantsCard({ flag }: { flag: Flag }) {
  const [drafts, setDrafts] = useState<VariantDraft[]>();
  const [base, setBase] = useState(flag.variants);
  const [reviewing, setReviewing] = useState(false);
  const edit = () => {
    setBase(flag.variants);
    setDrafts(flag.variants.map(toDraft));
  };
  const variants = drafts ? toVariants(flag.type, drafts) : flag.variants;
  const changed = JSON.stringify(variants) !== JSON.stringify(base);
  return (
    <Card aria-label="Variants">
      <Title order={2} size="h5" mb="xs">
        Variants
      </Title>
      {drafts ? (
        <Stack>
          <VariantsEditor
            type={flag.type}
            variants={drafts}
            onChange={setDrafts}
            fixed={new Set(base.map(({ key }) => key))}
          />
          <Actions>
            <Button variant="default" onClick={() => setDrafts(undefined)}>
              Discard
            </Button>
            <Button disabled={!changed || !areWhole(flag.type, drafts)} onClick={() => setReviewing(true)}>
              Review change
            </Button>
          </Actions>
        </Stack>
      ) : (
        <Stack>
          <dl className={classes.list}>
            {flag.variants.map(({ key, name, value }) => (
              <div key={key}>
                <dt>
                  <code>{key}</code>
                  {name ? (
                    <Text size="sm" c="dimmed" dir="auto">
                      {name}
                    </Text>
                  ) : null}
                </dt>
                <dd>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
                  <pre className={classes.shown} tabIndex={0} dir="auto">
                    {typeof value === "string" ? value : JSON.stringify(value, null, 2)}
                  </pre>
                </dd>
              </div>
            ))}
          </dl>
          {flag.type === "boolean" ? (
            <Text size="sm" c="dimmed">
              A boolean flag has exactly these two.
            </Text>
          ) : flag.archived ? null : (
            <Group>
              <Button variant="default" size="xs" onClick={edit}>
                Edit variants
              </Button>
            </Group>
          )}
        </Stack>
      )}
      {reviewing && drafts ? (
        <VariantsReview
          flag={flag}
          before={base}
          after={variants}
          onClose={() => setReviewing(false)}
          onSaved={() => {
            setReviewing(false);
            setDrafts(undefined);
          }}
        />
      ) : null}
    </Card>
  );
}

interface VariantsReviewProps {
  flag: Flag;
  before: Flag["variants"];
  after: Flag["variants"];
  onClose: () => void;
  onSaved: () => void;
}

/** A value reaches every environment at once, protected ones included, so each is named. */
function VariantsReview({ flag, before, after, onClose, onSaved }: VariantsReviewProps) {
  const project = useProject();
  const environments = useEnvironments();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const saving = useMutation({
    mutationFn: async () => {
      const now = await request<Flag>(path("projects", project.key, "flags", flag.key));
      if (JSON.stringify(now.variants) !== JSON.stringify(before)) throw new Error(CHANGED);
      return updateFlag(project.key, flag.key, { variants: after }, reason);
    },
    onSuccess: (saved) => {
      queries.setQueryData(flagQuery(project.key, flag.key).queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["project", project.key] });
      say({ title: "Saved", message: `the variants of ${flag.key}` });
      onSaved();
    },
    onError: () => queries.invalidateQueries({ queryKey: flagQuery(project.key, flag.key).queryKey }),
  });
  const live = environments.filter(({ key }) => flag.environments[key]?.enabled).map(({ key }) => key);
  return (
    <Modal opened onClose={onClose} title={`Save the variants of ${flag.key}?`} size="lg" closeOnClickOutside={false}>
      <Stack>
        <Card tone="warn">
          <Text fw={600}>This affects every environment</Text>
          <Text size="sm">
            {live.length > 0
              ? `People in ${list(live, "and")} get the new values as soon as it is saved.`
              : "The flag is off everywhere: only the off variant’s value is given now."}
          </Text>
        </Card>
        <JsonDiff before={before} after={after} />
        <Textarea
          label="Reason"
          description="Optional; the history shows it"
          autosize
          minRows={2}
          maxLength={1000}
          dir="auto"
          value={reason}
          onChange={({ currentTarget: { value } }) => setReason(value)}
        />
        {saving.error ? <Problem title="The variants were not saved" error={saving.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Keep editing
          </Button>
          <Button loading={saving.isPending} data-autofocus onClick={() => saving.mutate()}>
            Save in every environment
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}

const CHANGED =
  "Someone else changed the variants while you were editing. Yours are still here: compare them with what the page shows now in another tab, discard, and edit again on top of theirs.";
