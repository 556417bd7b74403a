import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { describeDownIsFree } from "./down-is-free.case.ts";
import { describeRolloutsDown } from "./rollouts-down.case.ts";

const { open: openPostgresSubject } = postgresSubjects();

describeDownIsFree("SQLite", openSqliteSubject);
describeDownIsFree("PostgreSQL", openPostgresSubject);
describeRolloutsDown("SQLite", openSqliteSubject);
describeRolloutsDown("PostgreSQL", openPostgresSubject);
