import { Text } from "@mantine/core";
import { direction, sentence } from "@switchyard/core/words";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { editRequest, requestQuery } from "../api/governed.ts";
import type { Configuration, Environment, Flag, Operation } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { JsonDiff } from "../history/json-diff.tsx";
import { Affected } from "../review/affected.tsx";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { say } from "../ui/say.ts";
import { applyDraft, configureOperation, type ProposedIn } from "./draft.ts";
import { decisionsOf } from "./merge.ts";
import type { DraftHandle } from "./use-draft.ts";

interface ReproposeSheetProps {
  place: Place;
  flag: Flag;
  environment: Environment;
  current: Configuration;
  handle: DraftHandle;
  proposed: ProposedIn;
  onClose: () => void;
}

/** The review of an edit of what is proposed in a change request: nothing is saved, others look at it again. */
export function ReproposeSheet({ place, flag, environment, current, handle, proposed, onClose }: ReproposeSheetProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: request } = useQuery(requestQuery(place.project, proposed.request));
  const [reason, setReason] = useState("");
  const edited = applyDraft(current, handle.draft);
  const spoken = (configuration: Configuration) =>
    sentence(flag, { ...configuration, killed: undefined }, place.environment);
  const operations = replaced(
    request?.operations ?? [],
    proposed.operation,
    configureOperation(place, current.version, edited),
  );
  const proposing = useMutation({
    mutationFn: () =>
      editRequest(place.project, proposed.request, {
        ...(operations ? { operations } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSuccess: async (next) => {
      queries.setQueryData(requestQuery(place.project, proposed.request).queryKey, next);
      handle.discard();
      say({ title: `Change request ${proposed.request} is edited`, message: next.title });
      const params = { project: place.project, request: String(proposed.request) };
      await navigate({ to: "/projects/$project/requests/$request", params });
      await queries.invalidateQueries({ queryKey: ["project", place.project] });
    },
  });
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Propose this in change request ${proposed.request} instead?`}
      environment={environment}
      before={spoken(current)}
      after={spoken(edited)}
      direction={direction(flag, current, edited)}
      reason={reason}
      onReason={setReason}
      cancelLabel="Keep editing"
      confirmLabel="Propose it"
      onConfirm={() => proposing.mutate()}
      pending={proposing.isPending}
      disabled={operations === undefined}
      error={proposing.error}
      errorTitle={`Change request ${proposed.request} is as before`}
    >
      <Text size="sm">Who approved it before is asked again.</Text>
      <Affected project={place.project} flag={flag} before={current} after={edited} />
      <Disclosure show="Show the change as JSON" hide="Hide JSON">
        <JsonDiff before={decisionsOf(current)} after={decisionsOf(edited)} />
      </Disclosure>
    </ReviewSheet>
  );
}

/** With another operation in one's place; `undefined` where that is about another flag by now. */
function replaced(operations: readonly Operation[], index: number, next: Operation): Operation[] | undefined {
  const was = operations[index];
  const isSame =
    was &&
    "environment" in was &&
    "environment" in next &&
    was.environment === next.environment &&
    was.flag === next.flag;
  return isSame ? operations.with(index, next) : undefined;
}
