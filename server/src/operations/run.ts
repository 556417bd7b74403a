import { SwitchyardError } from "../errors.ts";
import type { Author, Change, Project, Transaction } from "../storage/port.ts";
import { type Operation, operationName, stepOf } from "./operation.ts";
import { requireSeen } from "./seen.ts";

/** A change, and which of the operations it comes from. */
export interface OperationChange {
  operation: number;
  change: Change;
}

/**
 * Does operations one after another within one transaction, each on what those before it left.
 *
 * @returns the changes to append, none for operations that change nothing
 * @throws SwitchyardError VERSION_CONFLICT naming every flag that moved; else what an operation's own use case
 * throws, with its place in the list and in `details.operation`
 */
export async function runOperations(
  tx: Transaction,
  author: Author,
  project: Project,
  operations: readonly Operation[],
): Promise<OperationChange[]> {
  await requireSeen(tx, author, project, operations);
  const changes: OperationChange[] = [];
  for (const [index, operation] of operations.entries()) {
    const { change = [] } = await stepOf(project.key, operation)(tx, author).catch((error: unknown) => {
      throw named(error, index, operation);
    });
    for (const one of [change].flat()) changes.push({ operation: index, change: one });
  }
  return changes;
}

function named(error: unknown, index: number, operation: Operation): unknown {
  if (!(error instanceof SwitchyardError)) return error;
  const message = `operations[${index}] (${operationName(operation)}): ${error.message}`;
  const { details } = error;
  const isObject = typeof details === "object" && details !== null && !Array.isArray(details);
  return new SwitchyardError(error.code, message, {
    details: { ...(isObject ? details : {}), operation: index },
    cause: error,
  });
}
