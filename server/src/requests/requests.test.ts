import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { describeRequests } from "./requests.case.ts";

describeRequests("SQLite", openSqliteSubject);
describeRequests("PostgreSQL", postgresSubjects().open);
