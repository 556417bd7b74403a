import { SwitchyardError } from "../errors.ts";
import { operationsSchema } from "../http/schemas.ts";
import type { Operation } from "../operations/operation.ts";
import { notFound } from "../projects/find.ts";
import type { Author, ChangeRequest, Project, Reads } from "../storage/port.ts";

/** @throws SwitchyardError NOT_FOUND, also for who may not know of an environment that it concerns */
export async function requireRequest(
  reads: Reads,
  by: Author,
  project: Project,
  number: number,
): Promise<ChangeRequest> {
  const request = await reads.changeRequest(project.id, number);
  if (request === undefined || !maySee(by, request))
    throw notFound("change request", String(number), `project ${project.key}`);
  return request;
}

/** Whether somebody may know of all environments that something concerns. */
export const maySee = (
  { authority }: Author,
  { projectId, environmentIds }: Pick<ChangeRequest, "projectId" | "environmentIds">,
): boolean => environmentIds.every((id) => authority?.roleAt(projectId, id) !== undefined);

/** @throws SwitchyardError REQUEST_CLOSED */
export function requireOpen(request: ChangeRequest): void {
  if (request.state === "open") return;
  throw new SwitchyardError(
    "REQUEST_CLOSED",
    `Change request ${request.number} must be open for this, it is ${request.state}`,
    { details: { state: request.state } },
  );
}

/**
 * Rows are untrusted, and another version may have written them: the same schema as for requests reads them.
 *
 * @param holder what they belong to, such as "Change request 3"
 * @throws SwitchyardError DAMAGED
 */
export function readOperations(operations: unknown, holder: string): Operation[] {
  const parsed = operationsSchema.safeParse(operations);
  if (parsed.success) return parsed.data;
  throw new SwitchyardError("DAMAGED", `${holder} holds operations that can't be done today: make a new one`, {
    cause: parsed.error,
  });
}

/** Later the digest of what they change takes the place of the versions that were seen. */
export const withoutVersions = (operations: readonly Operation[]): Operation[] =>
  operations.map((operation) => ("seen" in operation ? { ...operation, seen: "any" } : operation));
