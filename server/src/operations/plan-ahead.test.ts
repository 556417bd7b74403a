import { expect, it } from "vitest";
import { BEN, givenPolicy, ramp } from "../requests/people.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { planAhead } from "./plan-ahead.ts";

it("is the plan that was made, and another when anything of the project has changed since", async () => {
  const { storage, project, moveOn } = await givenPolicy(openSqliteSubject, { approvals: 0 });
  const planned = await planAhead(storage, BEN, project, [ramp(50)]);
  const plan = await planned(storage);
  expect(await planned(storage)).toBe(plan);
  await moveOn(30);
  const anew = await planned(storage);
  expect(anew.digest).not.toBe(plan.digest);
  expect(anew.effects).toMatchObject([
    { before: expect.stringContaining("30 %"), after: expect.stringContaining("50 %") },
  ]);
});
