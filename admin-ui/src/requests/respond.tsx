import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { applyRequest, approve, closeRequest, commentOn, requestQuery } from "../api/governed.ts";
import type { ApprovedRequest, ChangeRequestDetail } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";

import { EditRequest } from "./edit-request.tsx";

type Answer = "comment" | "approve" | "decline" | "withdraw" | "apply";

/** What the person may do with an open request. What is approved is what is on this screen, not what comes after it. */
export function Respond({ request }: { request: ChangeRequestDetail }) {
  const project = useProject();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [editing, setEditing] = useState(false);
  const { number, may, digest } = request;
  const answering = useMutation({
    mutationFn: (answer: Answer) => send(project.key, request, answer, text),
    onSuccess: (next, answer) => {
      setText("");
      queries.setQueryData(requestQuery(project.key, number).queryKey, next);
      say({ title: DONE[answer], message: request.title });
      const { notApplied } = next as Partial<ApprovedRequest>;
      if (notApplied) say({ title: "Approved, but not applied", message: notApplied });
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
    onError: () => queries.invalidateQueries({ queryKey: requestQuery(project.key, number).queryKey }),
  });
  const isDoing = (answer: Answer) => answering.isPending && answering.variables === answer;
  const button = (answer: Answer, label: string, props: Record<string, unknown> = {}) => (
    <Button
      variant="default"
      loading={isDoing(answer)}
      disabled={answering.isPending && !isDoing(answer)}
      onClick={() => answering.mutate(answer)}
      {...props}
    >
      {label}
    </Button>
  );
  return (
    <Card aria-label="Respond">
      <Stack gap="sm">
        <Textarea
          label="Comment"
          description="Goes with an approval and a refusal, too"
          autosize
          minRows={2}
          maxLength={5000}
          dir="auto"
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
        />
        {answering.error ? <Problem title="That did not work" error={answering.error} /> : null}
        <Group gap="xs">
          {may.approve && digest ? button("approve", "Approve", { variant: "filled" }) : null}
          {may.apply ? button("apply", "Apply now", { variant: "filled", color: "accent" }) : null}
          {may.decline ? button("decline", "Decline") : null}
          {may.edit ? (
            <Button variant="default" disabled={answering.isPending} onClick={() => setEditing(true)}>
              Edit…
            </Button>
          ) : null}
          {may.withdraw ? button("withdraw", "Withdraw") : null}
          {button("comment", "Comment", { disabled: text.trim() === "" || answering.isPending })}
        </Group>
        {may.approve || may.apply ? null : (
          <Text size="sm" c="dimmed">
            {may.withdraw
              ? "It is yours, so others approve it."
              : "Approving it needs the role releaser where it takes effect, in somebody who did not propose it."}
          </Text>
        )}
      </Stack>
      {editing ? <EditRequest request={request} onClose={() => setEditing(false)} /> : null}
    </Card>
  );
}

const DONE: Record<Answer, string> = {
  comment: "Said",
  approve: "Approved",
  decline: "Declined",
  withdraw: "Withdrawn",
  apply: "Applied",
};

function send(project: string, { number, digest }: ChangeRequestDetail, answer: Answer, text: string) {
  if (answer === "comment") return commentOn(project, number, text.trim());
  if (answer === "approve") return approve(project, number, digest ?? "", text);
  if (answer === "apply") return applyRequest(project, number);
  return closeRequest(project, number, answer, text);
}
