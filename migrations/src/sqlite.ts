// The tables on SQLite, one file per group. PostgreSQL has the same in src/postgres.ts and src/postgres/*.
//
// To change a table: edit it in both, run `npm run generate --workspace migrations -- what_it_is_for`, commit the SQL with it.
// Expand first and contract a release later, so that the server before still works on the new tables.
export { savedViews, sessions, users } from "./sqlite/accounts.ts";
export { changes, environmentVersions } from "./sqlite/changes.ts";
export { configurations, flags } from "./sqlite/flags.ts";
export { keys } from "./sqlite/keys.ts";
export { leases } from "./sqlite/leases.ts";
export { meta } from "./sqlite/meta.ts";
export { apiTokens, identities, invitations } from "./sqlite/people.ts";
export { afterReviews, policies } from "./sqlite/policies.ts";
export { environments, projects } from "./sqlite/projects.ts";
export { changeRequests, inboxSeen, requestEvents } from "./sqlite/requests.ts";
export { guardBrowsers, guardReports, rolloutPoints, rolloutStates, rollouts } from "./sqlite/rollouts.ts";
export { scheduleRuns, schedules } from "./sqlite/schedules.ts";
export { segments } from "./sqlite/segments.ts";
export { triggers } from "./sqlite/triggers.ts";
export { evaluatedFlags, evaluationCounts, eventCounts, trackedEvents, unknownFlags } from "./sqlite/usage.ts";
export { webhookCursor, webhookDeliveries, webhooks } from "./sqlite/webhooks.ts";
