import { describe } from "vitest";
import { accountCases } from "./conformance/accounts.case.ts";
import { changeCases } from "./conformance/changes.case.ts";
import { deltaCases } from "./conformance/deltas.case.ts";
import type { Subject } from "./conformance/given.case.ts";
import { historyCases } from "./conformance/history.case.ts";
import { leaseCases } from "./conformance/leases.case.ts";
import { peopleCases } from "./conformance/people.case.ts";
import { policyCases } from "./conformance/policies.case.ts";
import { quarantineCases } from "./conformance/quarantine.case.ts";
import { requestCases } from "./conformance/requests.case.ts";
import { rolloutCases } from "./conformance/rollouts.case.ts";
import { rowCases } from "./conformance/rows.case.ts";
import { scheduleCases } from "./conformance/schedules.case.ts";
import { usageCases } from "./conformance/usage.case.ts";
import { versionCases } from "./conformance/versions.case.ts";
import { webhookCases } from "./conformance/webhooks.case.ts";

/**
 * How every implementation of the storage port must behave.
 *
 * @param open gives a new, empty database each time; the cases close it
 */
export function describeStorage(implementation: string, open: () => Promise<Subject>): void {
  // Changes reach the disk, which others may keep busy.
  describe(`storage on ${implementation}`, { timeout: 30_000 }, () => {
    describe("a change", () => changeCases(open));
    describe("versions", () => versionCases(open));
    describe("rows", () => rowCases(open));
    describe("deltas", () => deltaCases(open));
    describe("history", () => historyCases(open));
    describe("damaged rows", () => quarantineCases(open));
    describe("accounts", () => accountCases(open));
    describe("people", () => peopleCases(open));
    describe("leases", () => leaseCases(open));
    describe("rollouts", () => rolloutCases(open));
    describe("change requests", () => requestCases(open));
    describe("schedules", () => scheduleCases(open));
    describe("policies", () => policyCases(open));
    describe("usage", () => usageCases(open));
    describe("a webhook", () => webhookCases(open));
  });
}
