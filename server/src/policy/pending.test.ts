import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { applyOperations } from "../operations/apply.ts";
import { openRequest } from "../requests/open-request.ts";
import { ANN, CLEO, givenPolicy, P, ramp } from "../requests/people.case.ts";
import { must } from "../storage/conformance/actions.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";

it("a change request holds what raises its flag, however many newer ones are open", async () => {
  const { storage, ungoverned, judges, project } = await givenPolicy(openSqliteSubject, { approvals: 0 });
  const input = { title: "The old one", operations: [ramp(75)], applyWhenApproved: false };
  const { number } = await openRequest(storage, ANN, P, input, judges);
  const old = must(await storage.changeRequest(project.id, number));
  await ungoverned.change(ANN, async (tx) => {
    for (let newer = 1; newer <= 450; newer += 1) {
      const operations = [{ kind: "enable", environment: "production", flag: `another-${newer}` }];
      await tx.putChangeRequest({ ...old, id: randomUUID(), number: number + newer, title: "A newer one", operations });
    }
    const change = { action: "request.opened" as const, projectId: project.id, before: null, after: null, affects: [] };
    return { result: undefined, change };
  });
  await expect(applyOperations(storage, CLEO, P, [ramp(50)])).rejects.toMatchObject({
    code: "PENDING",
    message: expect.stringContaining(`change request ${number}, "The old one"`),
  });
});
