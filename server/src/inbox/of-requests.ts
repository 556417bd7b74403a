import { maySee } from "../requests/find.ts";
import { requestsWaitingFor } from "../requests/list-requests.ts";
import type { Reads, RequestEvent } from "../storage/port.ts";
import type { InboxItem, Reader } from "./item.ts";

const OWN = 50;

/** Change requests that somebody can decide about. */
export async function ofRequests(reads: Reads, { by, project }: Reader): Promise<InboxItem[]> {
  const waiting = await requestsWaitingFor(reads, by, project);
  return waiting.map(({ request }) => ({
    kind: "request",
    at: request.updatedAt,
    title: request.title,
    text: `${request.author.name} asks for approval`,
    request: request.number,
  }));
}

const SAID: Partial<Record<RequestEvent["kind"], string>> = {
  comment: "commented",
  approved: "approved it",
  declined: "declined it",
  applied: "applied it",
};

/** What others did about the reader's own requests, and nobody has told them yet. */
export async function ofNews(reads: Reads, { by, project, seenAt }: Reader): Promise<InboxItem[]> {
  const own = await reads.changeRequests({ projectId: project.id, authorId: by.actor.id, limit: OWN });
  const visible = own.filter((request) => request.updatedAt > seenAt && maySee(by, request));
  const events = await reads.requestEvents(visible.map(({ id }) => id));
  return visible.flatMap((request) =>
    events.flatMap(({ requestId, actor, at, kind, text }): InboxItem[] => {
      const said = SAID[kind];
      if (requestId !== request.id || actor.id === by.actor.id || at <= seenAt || said === undefined) return [];
      const what = `${actor.name} ${said}${text ? `: ${text}` : ""}`;
      return [{ kind: "news", at, title: request.title, text: what, request: request.number }];
    }),
  );
}
