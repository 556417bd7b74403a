import { describeStorage } from "../conformance.case.ts";
import { openSqliteSubject } from "./subject.case.ts";

describeStorage("SQLite", openSqliteSubject);
