import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { describeDownIsFree } from "./down-is-free.case.ts";

describeDownIsFree("SQLite", openSqliteSubject);
describeDownIsFree("PostgreSQL", postgresSubjects().open);
