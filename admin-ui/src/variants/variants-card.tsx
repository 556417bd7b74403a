import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Flag } from "../api/types.ts";
import { EditActions } from "../ui/actions.tsx";
import { Card } from "../ui/card.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { useUnsaved } from "../ui/unsaved.ts";
import { areWhole, toDraft, toVariants, type VariantDraft } from "./variant-drafts.ts";
import classes from "./variants.module.css";
import { VariantsEditor } from "./variants-editor.tsx";
import { VariantsReview } from "./variants-review.tsx";

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
  // What is half typed is no variant yet, but would be lost as well.
  useUnsaved(drafts !== undefined && JSON.stringify(drafts) !== JSON.stringify(base.map(toDraft)));
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
          <EditActions>
            <Button variant="default" onClick={() => setDrafts(undefined)}>
              Discard
            </Button>
            <Button disabled={!changed || !areWhole(flag.type, drafts)} onClick={() => setReviewing(true)}>
              Review change
            </Button>
          </EditActions>
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
              <MayButton needs="editor" variant="default" size="xs" onClick={edit}>
                Edit variants
              </MayButton>
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
