import { describe } from "vitest";
import { describeStorage } from "../conformance.case.ts";
import { previousReleaseCases } from "../previous-release/replay.case.ts";
import { postgresSubjects } from "./subject.case.ts";

const subjects = postgresSubjects();
describeStorage("PostgreSQL", subjects.open);
describe("the release before", () => previousReleaseCases(subjects.createDatabase));
