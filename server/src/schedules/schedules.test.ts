import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { describeScheduleRules } from "./schedule-rules.case.ts";
import { describeSchedules } from "./schedules.case.ts";

describeSchedules("SQLite", openSqliteSubject);
describeSchedules("PostgreSQL", postgresSubjects().open);
describeScheduleRules("SQLite", openSqliteSubject);
