import { Button, Checkbox, NativeSelect, NumberInput, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { variantWords } from "@switchyard/core/words";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createRollout } from "../api/rollouts.ts";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Copy } from "../ui/copy.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { ReasonField } from "../ui/reason-field.tsx";
import { say } from "../ui/say.ts";
import { EventGuards } from "./event-guards.tsx";
import { draftOf, firstChoices, TEMPLATES, type TemplateName } from "./plan-draft.ts";
import classes from "./rollouts.module.css";
import { StagesEditor } from "./stages-editor.tsx";

interface PlanSheetProps {
  place: Place;
  flag: Flag;
  saved: Configuration;
  onClose: () => void;
}

const RISKS = [
  { value: "0.1", label: "1 in 1,000" },
  { value: "1", label: "1 in 100" },
  { value: "5", label: "1 in 20: finds harm sooner" },
];

/** A guarded rollout is planned here, and started on the flag's page, once its preview was seen. */
export function PlanSheet({ place, flag, saved, onClose }: PlanSheetProps) {
  const queries = useQueryClient();
  const phone = useMediaQuery("(max-width: 48em)");
  const [choices, setChoices] = useState(() => firstChoices(flag, saved));
  const [reason, setReason] = useState("");
  const set = (next: Partial<typeof choices>) => setChoices({ ...choices, ...next });
  const planning = useMutation({
    mutationFn: () => createRollout(place, draftOf(choices), reason),
    onSuccess: ({ alertPaths }) => {
      void queries.invalidateQueries({ queryKey: ["rollouts", place.project] });
      say({ title: "Planned", message: `Look at how long its traffic needs, then start it` });
      if (Object.keys(alertPaths).length === 0) onClose();
    },
  });
  const paths = Object.entries(planning.data?.alertPaths ?? {});
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Guarded rollout of ${flag.key} in ${place.environment}`}
      size="xl"
      fullScreen={phone}
      closeOnClickOutside={false}
    >
      {paths.length > 0 ? (
        <AlertAddress path={paths[0]?.[1] ?? ""} onClose={onClose} />
      ) : (
        <Stack gap="lg">
          <Targets flag={flag} saved={saved} choices={choices} onChange={set} />
          <div>
            <NativeSelect
              label="Way up"
              w="min(20rem, 100%)"
              mb="sm"
              value={choices.template}
              data={Object.entries(TEMPLATES).map(([value, { name }]) => ({ value, label: name }))}
              onChange={({ currentTarget: { value } }) =>
                set({ template: value as TemplateName, stages: TEMPLATES[value as TemplateName].stages })
              }
            />
            <StagesEditor stages={choices.stages} onChange={(stages) => set({ stages })} />
          </div>
          <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
            <Title component="legend" order={3} size="h6" mb="xs">
              What is harm
            </Title>
            <Stack gap="xs">
              <Checkbox
                label="More requests fail than in the control group"
                checked={choices.errors}
                onChange={({ currentTarget: { checked } }) => set({ errors: checked })}
              />
              <Checkbox
                label="Requests take longer on the whole"
                checked={choices.latency}
                onChange={({ currentTarget: { checked } }) => set({ latency: checked })}
              />
              <Checkbox
                label="More requests are slower than control’s slowest hundredth (p99)"
                checked={choices.slowest}
                onChange={({ currentTarget: { checked } }) => set({ slowest: checked })}
              />
              <Text size="sm" c="dimmed">
                These need one line of middleware in your application.
              </Text>
              <NumberInput
                label="More than so many requests fail, whatever control does"
                description="Also watched at 100 %, where nobody is left to compare with. Empty for no limit"
                w="min(24rem, 100%)"
                suffix=" %"
                min={0.001}
                max={50}
                decimalScale={3}
                value={choices.errorLimit ?? ""}
                onChange={(next) => set({ errorLimit: typeof next === "number" ? next : undefined })}
              />
              <EventGuards place={place} events={choices.events} onChange={(events) => set({ events })} />
            </Stack>
          </fieldset>
          <div className={classes.fields}>
            <NativeSelect
              label="Risk that a harmless change goes back"
              description="For the whole rollout, however often it looks"
              value={String(choices.risk)}
              data={RISKS}
              onChange={({ currentTarget: { value } }) => set({ risk: Number(value) })}
            />
            <Stack gap="xs" justify="flex-end">
              <Checkbox
                label="Note in the history every 15 minutes how it stands"
                checked={choices.notes}
                onChange={({ currentTarget: { checked } }) => set({ notes: checked })}
              />
              <Checkbox
                label="An alert of another system may take it back, too"
                checked={choices.alert}
                onChange={({ currentTarget: { checked } }) => set({ alert: checked })}
              />
            </Stack>
          </div>
          <ReasonField value={reason} onChange={setReason} />
          {planning.error ? <Problem title="The rollout was not planned" error={planning.error} /> : null}
          <Actions>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button loading={planning.isPending} onClick={() => planning.mutate()}>
              Plan it
            </Button>
          </Actions>
        </Stack>
      )}
    </Modal>
  );
}

interface TargetsProps {
  flag: Flag;
  saved: Configuration;
  choices: ReturnType<typeof firstChoices>;
  onChange: (next: Partial<ReturnType<typeof firstChoices>>) => void;
}

/** What is tried on whom: asked only where the flag leaves it open. */
function Targets({ flag, saved, choices, onChange }: TargetsProps) {
  const rules = saved.rules.filter(({ serve }) => "rollout" in serve);
  const variants = flag.variants.map(({ key }) => ({ value: key, label: variantWords(flag, key) }));
  return (
    <div className={classes.fields}>
      {rules.length > 0 ? (
        <NativeSelect
          label="Whose percentage climbs"
          value={choices.rule ?? ""}
          data={[
            { value: "", label: "Everyone whom no rule names" },
            ...rules.map(({ id, name }) => ({ value: id, label: `Rule ${name || id}` })),
          ]}
          onChange={({ currentTarget: { value } }) => onChange({ rule: value || undefined })}
        />
      ) : null}
      {choices.tried !== undefined && choices.rule === undefined && flag.variants.length > 2 ? (
        <>
          <NativeSelect
            label="What is tried"
            value={choices.tried}
            data={variants}
            onChange={({ currentTarget: { value } }) => onChange({ tried: value })}
          />
          <NativeSelect
            label="What is safe"
            value={choices.safe ?? ""}
            data={variants}
            onChange={({ currentTarget: { value } }) => onChange({ safe: value })}
          />
        </>
      ) : null}
    </div>
  );
}

function AlertAddress({ path, onClose }: { path: string; onClose: () => void }) {
  const address = `${location.origin}${path}`;
  return (
    <Stack>
      <Text>
        Send the alert here (a webhook of Alertmanager, Grafana or Datadog). Whoever knows the address can take this
        rollout back; it is shown this once.
      </Text>
      <Text component="code" size="sm" style={{ overflowWrap: "anywhere" }}>
        {address} <Copy value={address} label="Copy the alert’s address" />
      </Text>
      <Actions>
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </Actions>
    </Stack>
  );
}
