import { Button, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { CreatedWebhook, WebhookCreate } from "../api/types.ts";
import { createWebhook, webhooksQuery } from "../api/webhooks.ts";
import { SettingsNav } from "../settings/settings-nav.tsx";
import { Modal } from "../ui/modal.tsx";
import { Page } from "../ui/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { ShownOnce } from "../ui/shown-once.tsx";
import { ago } from "../words/time.ts";
import { WebhookForm } from "./webhook-form.tsx";
import { healthWords, webhookWords } from "./webhook-words.ts";

const LEAD =
  "Each change is told to other systems: to a program, signed, or to people in Slack or Teams, in sentences.";

/** Where changes of the project are told. */
export function WebhooksPage() {
  const project = useProject();
  const queries = useQueryClient();
  const query = useQuery(webhooksQuery(project.key));
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<CreatedWebhook>();
  const creating = useMutation({
    mutationFn: (body: WebhookCreate) => createWebhook(project.key, body),
    onSuccess: (webhook) => {
      setAdding(false);
      setCreated(webhook);
      return queries.invalidateQueries(webhooksQuery(project.key));
    },
  });
  const add = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      Create webhook
    </Button>
  );
  return (
    <Page title="Webhooks" lead={LEAD}>
      <SettingsNav />
      <Panel
        title={`Webhooks of ${project.name}`}
        aside={add}
        query={query}
        empty={query.data?.length === 0 ? "Nothing is told to anybody yet." : undefined}
      >
        <ul className={rows.rows}>
          {query.data?.map((webhook) => {
            const { words, bad } = healthWords(webhook, (at) => ago(at, Date.now()));
            return (
              <li key={webhook.id}>
                <div className={rows.main}>
                  <Link
                    to="/projects/$project/webhooks/$webhook"
                    params={{ project: project.key, webhook: webhook.id }}
                  >
                    {webhook.name}
                  </Link>
                  <div className={rows.detail}>{webhookWords(webhook)}</div>
                  <div className={bad ? rows.problem : rows.detail}>{words}</div>
                </div>
                <code className={rows.detail}>{webhook.url}</code>
              </li>
            );
          })}
        </ul>
      </Panel>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Create a webhook" size="lg">
        <WebhookForm saving={creating} onSave={creating.mutate} onClose={() => setAdding(false)} />
      </Modal>
      <Modal
        opened={created !== undefined}
        onClose={() => setCreated(undefined)}
        title={`The secret of ${created?.name ?? ""}`}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {created ? (
          <ShownOnce what="secret" value={created.secret} onClose={() => setCreated(undefined)}>
            <Stack gap="xs">
              <Text size="sm" c="dimmed">
                With it the receiver checks the header <code>webhook-signature</code>, so that it takes no message of
                anybody else. Slack and Teams don’t need it.
              </Text>
            </Stack>
          </ShownOnce>
        ) : null}
      </Modal>
    </Page>
  );
}
