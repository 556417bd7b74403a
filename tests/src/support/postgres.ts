// One way to start a real PostgreSQL server, for this package and for the server's own tests.
export { startPostgres, type TestPostgres } from "../../../server/src/storage/postgres/server.case.ts";
