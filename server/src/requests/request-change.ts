import type { JsonValue } from "@switchyard/core";
import type { Change, ChangeRequest } from "../storage/port.ts";
import { environmentsNamed } from "./environments-named.ts";

type RequestAction = Extract<Change["action"], `request.${string}`>;

/** What the change log says of a change request: nothing that SDKs hear of. */
export function requestChange(
  action: RequestAction,
  request: ChangeRequest,
  more: Record<string, JsonValue> = {},
): Change {
  return {
    action,
    projectId: request.projectId,
    before: null,
    after: {
      number: request.number,
      name: `“${request.title}” (#${request.number})`,
      ...environmentsNamed(request.operations),
      ...more,
    },
    affects: [],
  };
}
