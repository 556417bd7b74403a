import { isAtLeast } from "../storage/authority.ts";
import type { Author, ChangeRequest, Project, Reads } from "../storage/port.ts";
import { approvalsOf } from "./approvals.ts";
import { behind, isBehind } from "./behind.ts";
import { maySee } from "./find.ts";

/** Which requests are asked for. */
export const REQUEST_VIEWS = ["open", "closed", "mine", "waiting", "all"] as const;
type RequestView = (typeof REQUEST_VIEWS)[number];

export interface ListedRequest {
  request: ChangeRequest;
  /** Of what was looked at last. */
  approvals: number;
  /** The number of the schedule that begins with it. */
  schedule: number | null;
}

interface Query {
  view: RequestView;
  before?: number | undefined;
  limit: number;
}

/** A page of a project's requests, newest first. */
export async function listRequests(
  reads: Reads,
  by: Author,
  project: Project,
  { view, before, limit }: Query,
): Promise<{ found: ListedRequest[]; next: number | null }> {
  const filter = {
    projectId: project.id,
    ...(before === undefined ? {} : { before }),
    ...(view === "mine" ? { authorId: by.actor.id } : {}),
    ...(view === "open" || view === "waiting" ? { state: "open" as const } : {}),
    ...(view === "closed" ? { closed: true } : {}),
    limit,
  };
  const page = await reads.changeRequests(filter);
  const next = page.length < limit ? null : (page.at(-1)?.number ?? null);
  const listed = await withApprovals(
    reads,
    page.filter((request) => maySee(by, request)),
  );
  return {
    found: view === "waiting" ? await waitingFor(reads, by, project, listed) : listed.map(({ one }) => one),
    next,
  };
}

/** Every open request of a project that somebody may approve, and has not. */
export async function requestsWaitingFor(reads: Reads, by: Author, project: Project): Promise<ListedRequest[]> {
  const found: ListedRequest[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await listRequests(reads, by, project, { view: "waiting", before, limit: 200 });
    found.push(...page.found);
    if (page.next === null) return found;
    before = page.next;
  }
}

interface WithApprovers {
  one: ListedRequest;
  approvers: string[];
}

async function withApprovals(reads: Reads, requests: readonly ChangeRequest[]): Promise<WithApprovers[]> {
  const events = await reads.requestEvents(requests.map(({ id }) => id));
  return Promise.all(
    requests.map(async (request) => {
      const own = events.filter(({ requestId }) => requestId === request.id);
      const approvers = approvalsOf(request, own).flatMap(({ digest, actor }) =>
        digest === request.digest ? actor.id : [],
      );
      const { scheduleId } = request;
      const schedule = scheduleId === undefined ? undefined : await reads.scheduleById(scheduleId);
      return { one: { request, approvals: approvers.length, schedule: schedule?.number ?? null }, approvers };
    }),
  );
}

/** By what is stored: whether it is outdated shows when somebody looks at it. */
async function waitingFor(reads: Reads, by: Author, project: Project, listed: WithApprovers[]) {
  const { actor, authority } = by;
  if (actor.kind !== "user") return [];
  const environments = await reads.environments(project.id);
  const mayDecide = (request: ChangeRequest) =>
    environments.every(
      ({ id, protected: isProtected }) =>
        !request.environmentIds.includes(id) ||
        isAtLeast(authority?.roleAt(project.id, id), isProtected ? "releaser" : "editor"),
    );
  const found: ListedRequest[] = [];
  for (const { one, approvers } of listed) {
    if (approvers.includes(actor.id) || !mayDecide(one.request)) continue;
    if (!isBehind(await behind(reads, project.id, one.request.author), by)) found.push(one);
  }
  return found;
}
