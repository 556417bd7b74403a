import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { IconWebhookOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Webhook } from "../api/types.ts";
import { deleteWebhook, rotateWebhook, testWebhook, updateWebhook, webhooksQuery } from "../api/webhooks.ts";
import { SettingsNav } from "../settings/settings-nav.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import { Modal } from "../ui/modal.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { ShownOnce } from "../ui/shown-once.tsx";
import { ago } from "../words/time.ts";
import { Deliveries } from "./deliveries.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { healthWords, webhookWords } from "./webhook-words.ts";

const route = getRouteApi("/app/projects/$project/webhooks/$webhook");

export function WebhookPage() {
  const project = useProject();
  const { webhook: id } = route.useParams();
  const { data: webhooks, error, refetch } = useQuery(webhooksQuery(project.key));
  const webhook = webhooks?.find((one) => one.id === id);
  return (
    <Page
      title={webhook?.name ?? "Webhook"}
      among="Webhooks"
      actions={webhook ? <Deletion webhook={webhook} /> : undefined}
    >
      <SettingsNav />
      {webhook ? (
        <Stack>
          <About webhook={webhook} />
          <Deliveries webhook={webhook} />
        </Stack>
      ) : error ? (
        <Problem title="The webhook could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : webhooks ? (
        <Empty
          icon={IconWebhookOff}
          title="There is no such webhook"
          action={
            <Link to="/projects/$project/webhooks" params={{ project: project.key }}>
              All webhooks
            </Link>
          }
        >
          It may have been deleted.
        </Empty>
      ) : null}
    </Page>
  );
}

function About({ webhook }: { webhook: Webhook }) {
  const project = useProject();
  const queries = useQueryClient();
  const [editing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string>();
  const refresh = () => queries.invalidateQueries({ queryKey: ["webhooks", project.key] });
  const saving = useMutation({
    mutationFn: ({ url, ...body }: Parameters<typeof updateWebhook>[2]) =>
      updateWebhook(project.key, webhook.id, { ...body, ...(url ? { url } : {}) }),
    onSuccess: () => {
      setEditing(false);
      return refresh();
    },
    onError: ({ message }) => say({ title: "Not saved", message, color: "orange" }),
  });
  const testing = useMutation({
    mutationFn: () => testWebhook(project.key, webhook.id),
    onSuccess: refresh,
    onError: ({ message }) => say({ title: "Not sent", message, color: "orange" }),
  });
  const rotating = useMutation({
    mutationFn: () => rotateWebhook(project.key, webhook.id),
    onSuccess: ({ secret: fresh }) => {
      setSecret(fresh);
      return refresh();
    },
    onError: ({ message }) => say({ title: "Not renewed", message, color: "orange" }),
  });
  const { words, bad } = healthWords(webhook, (at) => ago(at, Date.now()));
  return (
    <Card aria-label={`About ${webhook.name}`}>
      <Stack gap="xs">
        <Text>{webhookWords(webhook)}</Text>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <code>{webhook.url}</code>
        </Text>
        <Text size="sm" {...(bad ? { c: "var(--warn-text)", fw: 550 } : { c: "dimmed" })} role="status">
          {words}
        </Text>
        <Switch
          label="Enabled"
          description="While it is disabled nothing is sent, and what happens then is not told later"
          checked={webhook.enabled}
          disabled={saving.isPending}
          onChange={({ currentTarget: { checked } }) => saving.mutate({ enabled: checked })}
        />
        <Group mt="xs">
          <Button variant="default" size="xs" loading={testing.isPending} onClick={() => testing.mutate()}>
            Send a test
          </Button>
          <Button variant="default" size="xs" onClick={() => setEditing(true)}>
            Edit
          </Button>
          <Button variant="default" size="xs" loading={rotating.isPending} onClick={() => rotating.mutate()}>
            Renew the secret
          </Button>
        </Group>
      </Stack>
      <Modal opened={editing} onClose={() => setEditing(false)} title={`Edit ${webhook.name}`} size="lg">
        <WebhookForm webhook={webhook} saving={saving} onSave={saving.mutate} onClose={() => setEditing(false)} />
      </Modal>
      <Modal
        opened={secret !== undefined}
        onClose={() => setSecret(undefined)}
        title={`The new secret of ${webhook.name}`}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {secret ? (
          <ShownOnce what="secret" value={secret} onClose={() => setSecret(undefined)}>
            <Text size="sm" c="dimmed">
              For a day more messages are signed with the one before, too: give the receiver the new one until then.
            </Text>
          </ShownOnce>
        ) : null}
      </Modal>
    </Card>
  );
}

function Deletion({ webhook }: { webhook: Webhook }) {
  const project = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const deleting = useMutation({
    mutationFn: () => deleteWebhook(project.key, webhook.id),
    onSuccess: async () => {
      await navigate({ to: "/projects/$project/webhooks", params: { project: project.key } });
      await queries.invalidateQueries({ queryKey: ["webhooks", project.key] });
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Delete webhook
      </Button>
      {asking ? (
        <Confirm
          title={`Delete ${webhook.name}?`}
          confirmLabel="Delete webhook"
          doing={deleting}
          errorTitle={`${webhook.name} was not deleted`}
          onConfirm={() => deleting.mutate()}
          onClose={() => setAsking(false)}
        >
          <Text>Nothing is told to it any more, and its delivery log goes with it. This can’t be taken back.</Text>
        </Confirm>
      ) : null}
    </>
  );
}
