import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { assessQuery } from "../api/governed.ts";
import type { Operation } from "../api/types.ts";
import { useProject } from "../ui/project.ts";
import { type Decision, decide } from "./decision.ts";

/** A change in the form in which it can be judged, proposed to others, or kept for its time. */
export interface Proposal {
  /** What a change request or a schedule of it is called: "Ramp new-checkout in production". */
  title: string;
  operations: Operation[];
  /** The same for every time that it recurs, where that is said in another way. */
  again?: { title: string; operations: Operation[] } | undefined;
  /** It was proposed or scheduled, or pushed through: what was being edited is in good hands. Else the sheet just closes. */
  onProposed?: () => void;
}

/** What the person may do with it. The server decides, from the change itself, and would decide so again on writing. */
export function useDecision(proposal: Proposal | undefined): { decision: Decision | undefined; isPending: boolean } {
  const project = useProject();
  const { data, isLoading } = useQuery({
    ...assessQuery(project.key, proposal?.operations ?? []),
    enabled: proposal !== undefined,
    placeholderData: keepPreviousData,
  });
  return { decision: data && proposal ? decide(data) : undefined, isPending: isLoading };
}
