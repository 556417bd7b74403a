import { Button, Text } from "@mantine/core";
import { percent } from "@switchyard/core/words";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createTrigger, deleteTrigger, triggersQuery } from "../api/triggers.ts";
import type { CreatedTrigger, Flag, Trigger, TriggerCreate } from "../api/types.ts";
import { Confirm } from "../ui/confirm.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Modal } from "../ui/modal.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { ShownOnce } from "../ui/shown-once.tsx";
import { Snippet } from "../ui/snippet.tsx";
import { TriggerForm } from "./trigger-form.tsx";

/** Secret addresses by which an alert kills a flag or steps it back. None of them ever raises anything. */
export function TriggersCard({ flag }: { flag: Flag }) {
  const project = useProject();
  const environments = useEnvironments();
  const queries = useQueryClient();
  const [environment, setEnvironment] = useState(environments.at(-1)?.key ?? "");
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<CreatedTrigger>();
  const [ending, setEnding] = useState<Trigger>();
  const place = { project: project.key, environment, flag: flag.key };
  const query = useQuery(triggersQuery(place));
  const refresh = () => queries.invalidateQueries(triggersQuery(place));
  const creating = useMutation({
    mutationFn: (body: TriggerCreate) => createTrigger(place, body),
    onSuccess: (trigger) => {
      setAdding(false);
      setCreated(trigger);
      return refresh();
    },
  });
  const deleting = useMutation({
    mutationFn: (trigger: Trigger) => deleteTrigger(place, trigger.id),
    onSuccess: () => {
      setEnding(undefined);
      return refresh();
    },
  });
  return (
    <Panel
      title="Triggers"
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          Create trigger
        </Button>
      }
    >
      <div className={rows.quiet}>
        <p>
          An address for alerts of Alertmanager, Grafana, Datadog or anything else that can send a request: while they
          fire, it kills the flag or steps it back. It never raises anything.
        </p>
        <EnvironmentFilter value={environment} onChange={(next) => next && setEnvironment(next)} />
      </div>
      {query.error ? <p className={rows.quiet}>{query.error.message}</p> : null}
      {query.data?.length === 0 ? <p className={rows.quiet}>There is none in {environment}.</p> : null}
      <ul className={rows.rows} aria-label={`Triggers in ${environment}`}>
        {query.data?.map((trigger) => (
          <li key={trigger.id}>
            <div className={rows.main}>
              <strong dir="auto">{trigger.name}</strong>
              <div className={rows.detail}>
                {does(trigger)} · <code>{trigger.hint}…</code> · created by {trigger.createdBy}{" "}
                <Moment at={trigger.createdAt} /> ·{" "}
                {trigger.lastUsedAt === null ? (
                  "never used"
                ) : (
                  <>
                    last used <Moment at={trigger.lastUsedAt} />
                  </>
                )}
              </div>
              {trigger.lastAlert ? <div className={rows.detail}>{trigger.lastAlert}</div> : null}
            </div>
            <Button
              size="xs"
              variant="default"
              aria-label={`Delete trigger ${trigger.name}`}
              onClick={() => setEnding(trigger)}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
      <Modal opened={adding} onClose={() => setAdding(false)} title={`Create a trigger for ${environment}`}>
        <TriggerForm flag={flag.key} creating={creating} onClose={() => setAdding(false)} />
      </Modal>
      <Modal
        opened={created !== undefined}
        onClose={() => setCreated(undefined)}
        title={`The address of ${created?.name ?? ""}`}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {created ? (
          <ShownOnce what="address" value={location.origin + created.path} onClose={() => setCreated(undefined)}>
            <Text size="sm" c="dimmed">
              Whoever has it can do that, and nothing else. Give it to your alerting as a webhook’s address, or try it:
            </Text>
            <Snippet text={`curl -X POST ${location.origin}${created.path}`} label="Copy command" />
          </ShownOnce>
        ) : null}
      </Modal>
      {ending ? (
        <Confirm
          title={`Delete the trigger ${ending.name}?`}
          confirmLabel="Delete trigger"
          doing={deleting}
          errorTitle={`${ending.name} was not deleted`}
          onConfirm={() => deleting.mutate(ending)}
          onClose={() => setEnding(undefined)}
        >
          <Text>An alert that still calls its address is refused from now on. This can’t be taken back.</Text>
        </Confirm>
      ) : null}
    </Panel>
  );
}

const does = ({ percentage }: Trigger) => (percentage === null ? "kills" : `steps back to ${percent(percentage)}`);
