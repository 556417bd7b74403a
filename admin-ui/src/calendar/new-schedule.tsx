import { Autocomplete, NativeSelect, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { percent } from "@switchyard/core/words";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { scheduleChange, type When } from "../api/governed.ts";
import { flagPageQuery } from "../api/queries.ts";
import type { Operation } from "../api/types.ts";
import { ScheduleForm } from "../review/schedule-form.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Modal } from "../ui/modal.tsx";
import { PercentageField } from "../ui/percentage-field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { ReasonField } from "../ui/reason-field.tsx";
import { say } from "../ui/say.ts";

const WHAT = { enable: "Turn it on", disable: "Turn it off", ramp: "Ramp it to a percentage", kill: "Kill it" };
type What = keyof typeof WHAT;

// As many as are seen without scrolling: whoever looks for another types on.
const SUGGESTED = 5;

/** A change that is not made now: of one flag, once or again and again. What it does not name stays as it is by then. */
export function NewSchedule({ onClose }: { onClose: () => void }) {
  const project = useProject();
  const environments = useEnvironments();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [flag, setFlag] = useState("");
  const [environment, setEnvironment] = useState(environments.at(-1)?.key ?? "");
  const [what, setWhat] = useState<What>("enable");
  const [percentage, setPercentage] = useState<number | string>(25);
  const [reason, setReason] = useState("");
  const [asked] = useDebouncedValue(flag.trim(), 150);
  const { data: found } = useQuery({
    ...flagPageQuery(project.key, { search: asked, limit: SUGGESTED }),
    placeholderData: keepPreviousData,
  });
  const keys = found?.flags.map(({ key }) => key) ?? [];
  const isRamp = what === "ramp";
  const whole = flag.trim() !== "" && environment !== "" && (!isRamp || typeof percentage === "number");
  const scheduling = useMutation({
    mutationFn: (when: When) => {
      const where = { environment, flag: flag.trim() };
      return scheduleChange(project.key, {
        title: titleOf(what, where, Number(percentage)),
        operations: [operationOf(what, where, Number(percentage))],
        ...(reason.trim() ? { reason: reason.trim() } : {}),
        ...when,
      });
    },
    onSuccess: async ({ number, request, title }) => {
      onClose();
      say({ title: request === null ? "Scheduled" : "Scheduled, once it is approved", message: title });
      await queries.invalidateQueries({ queryKey: ["project", project.key] });
      const params = { project: project.key };
      await navigate({ to: "/projects/$project/calendar", params, search: { schedule: number } });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Schedule a change" size="lg" closeOnClickOutside={false}>
      <Stack>
        <Autocomplete
          label="Flag"
          data={keys.filter((key) => key !== flag)}
          limit={SUGGESTED}
          openOnFocus={false}
          comboboxProps={{ withinPortal: false }}
          maxLength={100}
          required
          spellCheck={false}
          data-autofocus
          value={flag}
          onChange={setFlag}
        />
        <EnvironmentFilter value={environment} onChange={(next) => next && setEnvironment(next)} />
        <NativeSelect
          label="What to do"
          w="min(16rem, 100%)"
          value={what}
          data={Object.entries(WHAT).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget: { value } }) => setWhat(value as What)}
        />
        {isRamp ? <PercentageField value={percentage} onChange={setPercentage} /> : null}
        <ReasonField
          description="Needed where the policy asks for one; the history shows it"
          value={reason}
          onChange={setReason}
        />
        <ScheduleForm
          earliest={undefined}
          pending={scheduling.isPending}
          disabled={!whole}
          confirmLabel="Schedule"
          onSubmit={(when) => scheduling.mutate(when)}
        />
        {scheduling.error ? <Problem title="It was not scheduled" error={scheduling.error} /> : null}
      </Stack>
    </Modal>
  );
}

type Where = { environment: string; flag: string };

const operationOf = (kind: What, where: Where, percentage: number): Operation => {
  if (kind === "ramp") return { kind, ...where, seen: "any", percentage };
  return kind === "kill" ? { kind, ...where } : { kind, ...where, seen: "any" };
};

function titleOf(what: What, { environment, flag }: Where, percentage: number): string {
  if (what === "ramp") return `Ramp ${flag} to ${percent(percentage)} in ${environment}`;
  return `${{ enable: "Turn on", disable: "Turn off", kill: "Kill" }[what]} ${flag} in ${environment}`;
}
