import { expect, it } from "vitest";
import type { ChangeRequestDetail } from "../api/types.ts";
import { approvalWords, eventWords, requestWords } from "./request-words.ts";

const may = { approve: false, decline: false, withdraw: false, edit: false, apply: false };
const detail = (part: Partial<ChangeRequestDetail>) =>
  ({ approvals: 0, needs: 2, may, problem: null, applyWhenApproved: false, ...part }) as ChangeRequestDetail;

it("says how far a request is", () => {
  expect(requestWords({ state: "open", approvals: 0, schedule: null })).toBe("Waits for approval");
  expect(requestWords({ state: "open", approvals: 1, schedule: null })).toBe("1 approval so far");
  expect(requestWords({ state: "applied", approvals: 1, schedule: 4 })).toBe("Approved, and scheduled");
  expect(approvalWords(detail({ approvals: 1, applyWhenApproved: true }))).toBe(
    "1 of 2 approvals; applied by itself with the last of them.",
  );
  expect(approvalWords(detail({ approvals: 2, may: { ...may, apply: true } }))).toBe(
    "2 of 2 approvals: it can be applied.",
  );
  expect(approvalWords(detail({ approvals: 2, problem: "archived" }))).toContain("can’t be done as things are");
  expect(approvalWords(detail({ needs: 0 }))).toBe("Nobody’s approval is asked for.");
});

it("says of an approval when it counts no more", () => {
  expect(eventWords({ kind: "approved", counts: true })).toBe("approved");
  expect(eventWords({ kind: "approved", counts: false })).toContain("no longer proposed");
  expect(eventWords({ kind: "comment", counts: null })).toBe("wrote");
});
