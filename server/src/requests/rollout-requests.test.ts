import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { describeRolloutRequests } from "./rollout-requests.case.ts";

describeRolloutRequests("SQLite", openSqliteSubject);
describeRolloutRequests("PostgreSQL", postgresSubjects().open);
