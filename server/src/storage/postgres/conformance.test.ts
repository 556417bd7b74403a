import { describeStorage } from "../conformance.case.ts";
import { postgresSubjects } from "./subject.case.ts";

describeStorage("PostgreSQL", postgresSubjects());
