import { rampTo } from "@switchyard/core/words";
import type { Configuration, Flag, Operation } from "../api/types.ts";
import { decisionsOf } from "../flag/merge.ts";

type Decisions = ReturnType<typeof decisionsOf>;

/** What a flag would be after an operation; `undefined` where there is nothing about it that a form could edit. */
export function proposedDecisions(operation: Operation, flag: Flag, current: Configuration): Decisions | undefined {
  switch (operation.kind) {
    case "configure":
      return decisionsOf({ ...current, ...operation.configuration } as Configuration);
    case "ramp":
      return decisionsOf({ ...current, fallthrough: rampTo(flag, current, operation.percentage) });
    case "enable":
      return decisionsOf({ ...current, enabled: true });
    case "disable":
      return decisionsOf({ ...current, enabled: false });
    default:
      return undefined;
  }
}

/** Whether {@link proposedDecisions} knows such operations. */
export const isEditable = (
  operation: Operation,
): operation is Extract<Operation, { kind: "configure" | "ramp" | "enable" | "disable" }> =>
  ["configure", "ramp", "enable", "disable"].includes(operation.kind);
