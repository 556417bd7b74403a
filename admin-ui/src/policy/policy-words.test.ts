import { expect, it } from "vitest";
import { policyFacts, policyParts } from "./policy-words.ts";

const none = { requireReason: false, approvals: 0, breakGlass: { role: "admin" as const, people: [] }, freezes: [] };
const nameOf = (id: string) => `name of ${id}`;

it("says a policy in words, and only what differs of two", () => {
  expect(policyParts(none, nameOf)).toEqual({
    Reason: "a reason may be given",
    Approvals: "nobody needs to approve",
    Freezes: "never frozen",
    "Break glass": "whoever is admin or more",
  });
  const strict = {
    requireReason: false,
    approvals: 1,
    breakGlass: { role: null, people: ["u1"] },
    freezes: [
      { name: "nights", kind: "recurring" as const, cron: "0 22 * * *", minutes: 480, timeZone: "Europe/Berlin" },
    ],
  };
  expect(policyFacts(none, strict, nameOf)).toEqual([
    { label: "Approvals", before: "nobody needs to approve", after: "1 other person must approve" },
    { label: "Freezes", before: "never frozen", after: "nights: every day from 22:00 to 06:00, Europe/Berlin time" },
    { label: "Break glass", before: "whoever is admin or more", after: "name of u1" },
  ]);
});
