import { describe } from "vitest";
import { describeStorage } from "../conformance.case.ts";
import { previousReleaseCases } from "../previous-release/replay.case.ts";
import { groupedChangeCases } from "./grouped-changes.case.ts";
import { hintCases } from "./hints.case.ts";
import { queryPlanCases } from "./query-plans.case.ts";
import { randomChangeCases } from "./random-changes.case.ts";
import { shortReadCases } from "./short-reads.case.ts";
import { postgresSubjects } from "./subject.case.ts";
import { unansweredCases } from "./unanswered.case.ts";
import { upgradeCases } from "./upgrade.case.ts";

// In one file, as they share a server.
const subjects = postgresSubjects();
describeStorage("PostgreSQL", subjects.open);
describe("the release before", () => previousReleaseCases(subjects.createDatabase));
describe("from one release to the next", () => upgradeCases(subjects.createDatabase));
describe("changes at once", () => groupedChangeCases(subjects.createDatabase));
describe("query plans", () => queryPlanCases(subjects.createDatabase));
describe("short reads", () => shortReadCases(subjects.createDatabase));
describe("what is asked before an answer", () => unansweredCases(subjects.createDatabase));
describe("changes of two nodes", () => randomChangeCases(subjects.createDatabase));
describe("what nodes tell each other", () => hintCases(subjects.createDatabase));
