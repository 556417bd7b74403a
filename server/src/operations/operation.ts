import { rampTo } from "@switchyard/core/words";
import type { z } from "zod";
import { configureStep, type Next, type Seen } from "../flags/configure-flag.ts";
import { createFlagStep } from "../flags/create-flag.ts";
import { damagedConfiguration } from "../flags/damage.ts";
import type { Placed } from "../flags/find.ts";
import { killStep } from "../flags/kill-flag.ts";
import { restoreStep } from "../flags/restore-flag.ts";
import { updateFlagStep } from "../flags/update-flag.ts";
import type { operationSchema } from "../http/schemas.ts";
import { rolloutStep } from "../rollouts/rollout-step.ts";
import { deleteSegmentStep } from "../segments/delete-segment.ts";
import { saveSegmentStep } from "../segments/save-segment.ts";
import type { FlagConfiguration } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";

/** One thing to do to a flag or a segment: what bundles, change requests and schedules are made of. */
export type Operation = z.output<typeof operationSchema>;

/**
 * How an operation is done: by the same steps as the API's single writes.
 *
 * @param project its key
 */
export function stepOf(project: string, operation: Operation): Step<unknown> {
  switch (operation.kind) {
    case "configure":
      return configureStep({ project, ...operation }, operation.seen, operation.configuration);
    case "ramp":
      return edit(project, operation, ({ flag }, configuration) => ({
        ...configuration,
        fallthrough: rampTo(flag, configuration, operation.percentage),
      }));
    case "enable":
      return edit(project, operation, (_, configuration) => ({ ...configuration, enabled: true }));
    case "disable":
      return edit(project, operation, (_, configuration) => ({ ...configuration, enabled: false }));
    case "kill":
      return killStep({ project, ...operation });
    case "restore":
      return restoreStep({ project, ...operation });
    case "startRollout":
    case "resumeRollout":
    case "approveStage":
      return rolloutStep({ project, ...operation }, operation);
    case "createFlag":
      return createFlagStep({ project }, operation.flag);
    case "updateFlag":
      return updateFlagStep({ project, flag: operation.flag }, operation.patch);
    case "archiveFlag":
      return updateFlagStep({ project, flag: operation.flag }, { archived: true });
    case "unarchiveFlag":
      return updateFlagStep({ project, flag: operation.flag }, { archived: false });
    case "saveSegment":
      return saveSegmentStep({ project, segment: operation.segment }, operation.input);
    case "deleteSegment":
      return deleteSegmentStep({ project, segment: operation.segment });
  }
}

/** An edit of the present configuration: what is not named stays as it is at that moment. */
function edit(
  project: string,
  { environment, flag, seen }: { environment: string; flag: string; seen: Seen },
  how: (placed: Placed, configuration: FlagConfiguration) => FlagConfiguration,
): Step<unknown> {
  const next: Next = async (placed, reads) => {
    const { configuration } = placed;
    if (configuration === undefined) throw await damagedConfiguration(reads, placed.environment, flag);
    return how(placed, configuration);
  };
  return configureStep({ project, environment, flag }, seen, next);
}

/** How messages name an operation: "ramp new-checkout in production". */
export function operationName(operation: Operation): string {
  switch (operation.kind) {
    case "createFlag":
      return `createFlag ${operation.flag.key}`;
    case "saveSegment":
    case "deleteSegment":
      return `${operation.kind} ${operation.segment}`;
    case "updateFlag":
    case "archiveFlag":
    case "unarchiveFlag":
      return `${operation.kind} ${operation.flag}`;
    default:
      return `${operation.kind} ${operation.flag} in ${operation.environment}`;
  }
}
