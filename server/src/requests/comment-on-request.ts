import { SwitchyardError } from "../errors.ts";
import { requireProject } from "../projects/find.ts";
import { isAtLeast } from "../storage/authority.ts";
import type { Author, Storage } from "../storage/port.ts";
import { eventOf, type RequestPlace } from "./decide-request.ts";
import { requireRequest } from "./find.ts";
import { requestChange } from "./request-change.ts";

export const MAX_EVENTS = 500;

/** Says something about a request, open or not. @throws SwitchyardError NOT_FOUND, LIMIT_REACHED */
export async function commentOnRequest(
  storage: Storage,
  author: Author,
  where: RequestPlace,
  text: string,
): Promise<void> {
  await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const request = await requireRequest(tx, author, project, where.number);
    const places = [undefined, ...request.environmentIds];
    if (!places.some((id) => isAtLeast(author.authority?.roleAt(project.id, id), "responder"))) {
      throw new SwitchyardError("FORBIDDEN", `Commenting on change request ${request.number} needs the role responder`);
    }
    if ((await tx.requestEvents([request.id])).length >= MAX_EVENTS) {
      throw new SwitchyardError(
        "LIMIT_REACHED",
        `Of change request ${request.number} enough was said: ${MAX_EVENTS} entries`,
      );
    }
    const event = eventOf(request, author, "comment", text);
    await tx.putChangeRequest({ ...request, updatedAt: event.at });
    await tx.addRequestEvent(event);
    return { result: undefined, change: requestChange("request.commented", request, { text }) };
  });
}
