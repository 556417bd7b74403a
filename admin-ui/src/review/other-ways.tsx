import { Button, Checkbox, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { openRequest, pushThrough, scheduleChange, type When } from "../api/governed.ts";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import { again, againNote } from "./again.ts";
import type { Decision } from "./decision.ts";
import classes from "./review.module.css";
import { ScheduleForm } from "./schedule-form.tsx";
import type { Proposal } from "./use-decision.ts";

interface OtherWaysProps {
  decision: Decision;
  proposal: Proposal;
  reason: string;
  canWait: boolean;
  onDone: () => void;
}

/** It opens below what was pressed, where the sheet may have ended. */
const intoView = (opened: HTMLElement | null) => opened?.scrollIntoView({ block: "nearest" });

/** What can be done with a change other than saving it now: others approve it, it waits for its time, or the glass is broken. */
export function OtherWays({ decision, proposal, reason, canWait, onDone }: OtherWaysProps) {
  const project = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { title, operations } = proposal;
  const recurring = proposal.again ?? { title, operations: again(operations) };
  const [open, setOpen] = useState<"schedule" | "glass">();
  const [atOnce, setAtOnce] = useState(true);
  const why = reason.trim() ? { reason: reason.trim() } : {};
  const done = () => {
    onDone();
    return queries.invalidateQueries({ queryKey: ["project", project.key] });
  };
  const requesting = useMutation({
    mutationFn: () => openRequest(project.key, { title, operations, ...why, applyWhenApproved: atOnce }),
    onSuccess: async ({ number }) => {
      await done();
      say({ title: "Approval is requested", message: title });
      const params = { project: project.key, request: String(number) };
      await navigate({ to: "/projects/$project/requests/$request", params });
    },
  });
  const scheduling = useMutation({
    mutationFn: (when: When) =>
      scheduleChange(project.key, {
        ...(when.cron === undefined ? { title, operations } : recurring),
        ...why,
        ...when,
      }),
    onSuccess: async ({ number, request, title: scheduled }) => {
      await done();
      say({ title: request === null ? "Scheduled" : "Scheduled, once it is approved", message: scheduled });
      await navigate({
        to: "/projects/$project/calendar",
        params: { project: project.key },
        search: { schedule: number },
      });
    },
  });
  const breaking = useMutation({
    mutationFn: () => pushThrough(project.key, { operations, reason: reason.trim() }),
    onSuccess: () => {
      say({ title: "Pushed through", message: "It waits in the inbox for somebody else to look at." });
      return done();
    },
  });
  const lacksReason = reason.trim() === "";
  const failed = requesting.error ?? scheduling.error ?? breaking.error;
  return (
    <>
      {decision.may === "propose" && decision.needsApproval ? (
        <Checkbox
          label="Apply it as soon as it is approved"
          checked={atOnce}
          onChange={({ currentTarget: { checked } }) => setAtOnce(checked)}
        />
      ) : null}
      <div className={classes.other}>
        {decision.may === "propose" && decision.needsApproval ? (
          <Button
            loading={requesting.isPending}
            disabled={decision.needsReason && lacksReason}
            onClick={() => requesting.mutate()}
          >
            Request approval
          </Button>
        ) : null}
        {canWait ? (
          <Button
            variant="default"
            aria-expanded={open === "schedule"}
            onClick={() => setOpen(open === "schedule" ? undefined : "schedule")}
          >
            Schedule…
          </Button>
        ) : null}
        {decision.mayBreakGlass ? (
          <Button
            variant="default"
            aria-expanded={open === "glass"}
            onClick={() => setOpen(open === "glass" ? undefined : "glass")}
          >
            Break glass…
          </Button>
        ) : null}
      </div>
      {open === "schedule" ? (
        <div ref={intoView}>
          <ScheduleForm
            earliest={decision.frozenUntil}
            pending={scheduling.isPending}
            disabled={decision.needsReason && lacksReason}
            confirmLabel={decision.needsApproval ? "Request approval of it" : "Schedule"}
            againNote={againNote(recurring.operations)}
            onSubmit={(when) => scheduling.mutate(when)}
          />
        </div>
      ) : null}
      {open === "glass" ? (
        <section ref={intoView} className={classes.form} aria-label="Break glass">
          <Text size="sm">
            It takes effect now, in spite of the rules above. Everybody can see that you did it and why, and it stays in
            the inbox until somebody else has looked at it.
          </Text>
          {lacksReason ? <Text size="sm">Write the reason above first.</Text> : null}
          <div>
            <Button color="kill" disabled={lacksReason} loading={breaking.isPending} onClick={() => breaking.mutate()}>
              Break glass and save now
            </Button>
          </div>
        </section>
      ) : null}
      {failed ? <Problem title="That did not work" error={failed} /> : null}
    </>
  );
}
