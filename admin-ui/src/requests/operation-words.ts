import { percent } from "@switchyard/core/words";
import type { Operation } from "../api/types.ts";

/** "Change checkout-v2 in production", "Ramp search to 25 % in staging". */
export function operationWords(operation: Operation): string {
  switch (operation.kind) {
    case "configure":
      return `Change ${operation.flag} in ${operation.environment}`;
    case "ramp":
      return `Ramp ${operation.flag} to ${percent(operation.percentage)} in ${operation.environment}`;
    case "enable":
      return `Turn on ${operation.flag} in ${operation.environment}`;
    case "disable":
      return `Turn off ${operation.flag} in ${operation.environment}`;
    case "kill":
      return `Kill ${operation.flag} in ${operation.environment}`;
    case "restore":
      return `Restore ${operation.flag} in ${operation.environment}`;
    case "startRollout":
      return `Start the rollout of ${operation.flag} in ${operation.environment}`;
    case "resumeRollout":
      return `Resume the rollout of ${operation.flag} in ${operation.environment}`;
    case "approveStage":
      return `Let the rollout of ${operation.flag} in ${operation.environment} go on to stage ${operation.stage + 1}`;
    case "createFlag":
      return `Create ${operation.flag.key}`;
    case "updateFlag":
      return `Edit ${operation.flag}`;
    case "archiveFlag":
      return `Archive ${operation.flag}`;
    case "unarchiveFlag":
      return `Bring back ${operation.flag}`;
    case "saveSegment":
      return `Save the segment ${operation.segment}`;
    case "deleteSegment":
      return `Delete the segment ${operation.segment}`;
  }
}
