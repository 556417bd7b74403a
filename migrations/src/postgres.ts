// The tables on PostgreSQL: the same as in src/sqlite, which says what they are for, and those that only nodes need.
export { savedViews, sessions, users } from "./postgres/accounts.ts";
export { changes, environmentVersions } from "./postgres/changes.ts";
export { configurations, flags } from "./postgres/flags.ts";
export { keys } from "./postgres/keys.ts";
export { leases } from "./postgres/leases.ts";
export { meta } from "./postgres/meta.ts";
export { attempts, nodes, presence, reporters } from "./postgres/nodes.ts";
export { apiTokens, identities, invitations } from "./postgres/people.ts";
export { afterReviews, policies } from "./postgres/policies.ts";
export { environments, projects } from "./postgres/projects.ts";
export { changeRequests, inboxSeen, requestEvents } from "./postgres/requests.ts";
export { guardBrowsers, guardReports, rolloutPoints, rolloutStates, rollouts } from "./postgres/rollouts.ts";
export { scheduleRuns, schedules } from "./postgres/schedules.ts";
export { segments } from "./postgres/segments.ts";
export { triggers } from "./postgres/triggers.ts";
export { evaluatedFlags, evaluationCounts, eventCounts, trackedEvents, unknownFlags } from "./postgres/usage.ts";
export { webhookCursor, webhookDeliveries, webhooks } from "./postgres/webhooks.ts";
