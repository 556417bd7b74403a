import { expect, test } from "vitest";
import type { Change, Project, Storage, Transaction } from "../port.ts";
import type { ChangeRequest, RequestEvent } from "../requests.ts";
import { AUTHOR, must } from "./actions.case.ts";
import { given, type Open } from "./given.case.ts";

const ANN = { kind: "user", id: "u-ann", name: "Ann" } as const;
const BEN = { kind: "user", id: "u-ben", name: "Ben" } as const;

const requestOf = ({ id: projectId }: Project, number: number, patch: Partial<ChangeRequest> = {}): ChangeRequest => ({
  id: `${projectId} ${number}`,
  projectId,
  number,
  state: "open",
  title: `Request ${number}`,
  operations: [{ kind: "kill", flag: "f", environment: "production" }],
  digest: "d1",
  environmentIds: ["e1"],
  applyWhenApproved: false,
  author: ANN,
  createdAt: 1,
  updatedAt: 1,
  ...patch,
});

const eventOf = (request: ChangeRequest, patch: Partial<RequestEvent> = {}): RequestEvent => ({
  requestId: request.id,
  at: 5,
  kind: "comment",
  actor: BEN,
  environmentIds: [],
  ...patch,
});

/** Writes rows with an entry of the change log, as everything is written. */
export const write = (storage: Storage, project: Project, work: (tx: Transaction) => Promise<void>) =>
  storage.change(AUTHOR, async (tx) => {
    await work(tx);
    const change: Change = { action: "request.opened", projectId: project.id, before: null, after: null, affects: [] };
    return { result: undefined, change };
  });

export function requestCases(open: Open): void {
  test("come back as they were written, and what is edited of them stays where it is", async () => {
    const { storage, project, reopen } = await given(open);
    const full = requestOf(project, 1, { reason: "why", scheduleId: "s", applyWhenApproved: true });
    await write(storage, project, (tx) => tx.putChangeRequest(full));
    await write(storage, project, (tx) => tx.putChangeRequest(requestOf(project, 2)));
    const edited: ChangeRequest = { ...full, state: "declined", digest: "d2", environmentIds: [], updatedAt: 9 };
    await write(storage, project, (tx) => tx.putChangeRequest({ ...edited, number: 77, author: BEN, createdAt: 99 }));
    const again = await reopen();
    expect(await again.changeRequest(project.id, 1)).toEqual(edited);
    expect(await again.changeRequestById(full.id)).toEqual(edited);
    expect(await again.changeRequest(project.id, 2)).toEqual(requestOf(project, 2));
    expect(await again.changeRequest("another", 1)).toBeUndefined();
    expect(await again.changeRequestById("another")).toBeUndefined();
  });

  test("are numbered in each project, and a number can't be given twice", async () => {
    const { storage, project } = await given(open);
    expect(await storage.nextRequestNumber(project.id)).toBe(1);
    await write(storage, project, (tx) => tx.putChangeRequest(requestOf(project, 1)));
    expect(await storage.nextRequestNumber(project.id)).toBe(2);
    expect(await storage.nextRequestNumber("another")).toBe(1);
    const same = { ...requestOf(project, 1), id: "another id" };
    await expect(write(storage, project, (tx) => tx.putChangeRequest(same))).rejects.toMatchObject({ code: "refused" });
  });

  test("are listed newest first, by state and by author, a page at a time", async () => {
    const { storage, project } = await given(open);
    await write(storage, project, async (tx) => {
      for (const number of [1, 2, 3, 4]) {
        const author = number % 2 ? ANN : BEN;
        await tx.putChangeRequest(requestOf(project, number, { author, state: number === 2 ? "applied" : "open" }));
      }
    });
    const numbers = async (filter: object) => {
      const found = await storage.changeRequests({ projectId: project.id, limit: 10, ...filter });
      return found.map(({ number }) => number);
    };
    expect(await numbers({})).toEqual([4, 3, 2, 1]);
    expect(await numbers({ state: "open" })).toEqual([4, 3, 1]);
    expect(await numbers({ closed: true })).toEqual([2]);
    expect(await numbers({ authorId: ANN.id })).toEqual([3, 1]);
    expect(await numbers({ before: 4, limit: 2 })).toEqual([3, 2]);
    expect(await numbers({ projectId: "another" })).toEqual([]);
    expect(await storage.countOpenRequests(project.id)).toBe(3);
  });

  test("keep what was said of them in its order", async () => {
    const { storage, project } = await given(open);
    const [one, two] = [requestOf(project, 1), requestOf(project, 2)];
    const approval = eventOf(one, { kind: "approved", digest: "d1", environmentIds: ["e1", "e2"], at: 2 });
    await write(storage, project, async (tx) => {
      await tx.putChangeRequest(one);
      await tx.putChangeRequest(two);
      await tx.addRequestEvent(eventOf(one, { text: "hm" }));
      await tx.addRequestEvent(eventOf(two));
      // The clock was set back.
      await tx.addRequestEvent(approval);
    });
    expect(await storage.requestEvents([one.id])).toEqual([eventOf(one, { text: "hm" }), approval]);
    expect(await storage.requestEvents([one.id, two.id])).toHaveLength(3);
    expect(await storage.requestEvents([])).toEqual([]);
  });

  test("what can't be read of them is left out and reported", async () => {
    const { storage, project, execute, damage } = await given(open);
    await write(storage, project, (tx) => tx.putChangeRequest(requestOf(project, 1)));
    await execute("update change_requests set operations = '{' where number = 1");
    expect(await storage.changeRequest(project.id, 1)).toBeUndefined();
    expect(damage.join()).toContain("change_requests");
  });

  test("who has seen what is new is known by person and project", async () => {
    const { storage, project } = await given(open);
    const { accounts } = storage;
    expect(await accounts.inboxSeen(project.id, ANN.id)).toBe(0);
    await accounts.setInboxSeen(project.id, ANN.id, 5);
    await accounts.setInboxSeen(project.id, ANN.id, 7);
    expect(await accounts.inboxSeen(project.id, ANN.id)).toBe(7);
    expect(await accounts.inboxSeen(project.id, BEN.id)).toBe(0);
  });

  test("are written or not with the change that they belong to", async () => {
    const { storage, project } = await given(open);
    const failing = write(storage, project, async (tx) => {
      await tx.putChangeRequest(requestOf(project, 1));
      throw new Error("after the write");
    });
    await expect(failing).rejects.toThrow("after the write");
    expect(await storage.changeRequest(project.id, 1)).toBeUndefined();
    expect(must(await storage.project("default")).id).toBe(project.id);
  });
}
