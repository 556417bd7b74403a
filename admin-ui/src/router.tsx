import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { projectsQuery, sessionQuery } from "./api/queries.ts";
import { type FlagViewName, isFlagView } from "./flag/views.ts";
import type { HistoryFilter } from "./history/filter.ts";
import { historyFilter, inEnvironment, marks, page, texts } from "./search-params.ts";
import { Crash } from "./shell/crash.tsx";
import { Loading } from "./shell/loading.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { SessionGate } from "./shell/session-gate.tsx";
import { Shell } from "./shell/shell.tsx";
import { isLocalLink } from "./sign-in/local-link.ts";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ notFoundComponent: NotFound });

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  validateSearch: ({ token }): { token?: string } => (typeof token === "string" ? { token } : {}),
  component: lazyRouteComponent(() => import("./setup/setup.tsx"), "Setup"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: ({ to, problem }): { to?: string; problem?: string } => ({
    ...(isLocalLink(to) ? { to } : {}),
    ...(typeof problem === "string" && /^[A-Z_]{1,40}$/.test(problem) ? { problem } : {}),
  }),
  component: lazyRouteComponent(() => import("./sign-in/sign-in.tsx"), "SignIn"),
});

const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  component: lazyRouteComponent(() => import("./join/join.tsx"), "Join"),
});

/** Everything behind the sign-in. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const user = await context.queries.ensureQueryData(sessionQuery);
    if (!user) throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { to: location.href } });
  },
  component: SessionGate,
});

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: async ({ context }) => {
    const projects = await context.queries.ensureQueryData(projectsQuery);
    const last = localStorage.getItem("switchyard-project");
    // Whoever was nowhere yet begins with the newest: on a new server that is the demo.
    const newest = [...projects].sort((a, b) => b.createdAt - a.createdAt)[0];
    const project = projects.find(({ key }) => key === last) ?? newest;
    if (project) throw redirect({ to: "/projects/$project", params: { project: project.key } });
  },
  component: lazyRouteComponent(() => import("./shell/no-project.tsx"), "NoProject"),
});

const project = createRoute({
  getParentRoute: () => app,
  path: "/projects/$project",
  component: Shell,
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  validateSearch: inEnvironment,
  component: lazyRouteComponent(() => import("./home/home.tsx"), "Home"),
});

const flags = createRoute({
  getParentRoute: () => project,
  path: "/flags",
  validateSearch: (search) => ({ ...texts("q", "sort")(search), ...marks("archived")(search), ...page(search) }),
  component: lazyRouteComponent(() => import("./flags/flags.tsx"), "Flags"),
});

const segments = createRoute({
  getParentRoute: () => project,
  path: "/segments",
  validateSearch: texts("q"),
  component: lazyRouteComponent(() => import("./segments/segments.tsx"), "Segments"),
});

const segment = createRoute({
  getParentRoute: () => project,
  path: "/segments/$segment",
  component: lazyRouteComponent(() => import("./segments/segment-page.tsx"), "SegmentPage"),
});

const clients = createRoute({
  getParentRoute: () => project,
  path: "/clients",
  validateSearch: (search) => ({
    ...texts("environment", "app")(search),
    ...marks("behind")(search),
    ...page(search),
  }),
  component: lazyRouteComponent(() => import("./fleet/fleet.tsx"), "Fleet"),
});

const health = createRoute({
  getParentRoute: () => project,
  path: "/health",
  validateSearch: inEnvironment,
  component: lazyRouteComponent(() => import("./health/health.tsx"), "Health"),
});

const live = createRoute({
  getParentRoute: () => project,
  path: "/live",
  validateSearch: texts("environment", "flag"),
  component: lazyRouteComponent(() => import("./live/live-page.tsx"), "LivePage"),
});

const incident = createRoute({
  getParentRoute: () => project,
  path: "/incident",
  validateSearch: texts("environment", "q"),
  component: lazyRouteComponent(() => import("./incident/incident.tsx"), "Incident"),
});

const start = createRoute({
  getParentRoute: () => project,
  path: "/start",
  validateSearch: texts("environment", "flag", "sdk"),
  component: lazyRouteComponent(() => import("./onboarding/start.tsx"), "Start"),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/settings.tsx"), "Settings"),
});

const flag = createRoute({
  getParentRoute: () => project,
  path: "/flags/$flag",
  validateSearch: (search): HistoryFilter & { view?: FlagViewName } => ({
    ...(isFlagView(search.view) ? { view: search.view } : {}),
    ...(search.view === "history" ? historyFilter(search) : inEnvironment(search)),
  }),
  component: lazyRouteComponent(() => import("./flag/flag-page.tsx"), "FlagPage"),
});

const rollout = createRoute({
  getParentRoute: () => project,
  path: "/flags/$flag/rollouts/$rollout",
  validateSearch: inEnvironment,
  component: lazyRouteComponent(() => import("./rollouts/report-page.tsx"), "RolloutReport"),
});

const inbox = createRoute({
  getParentRoute: () => project,
  path: "/inbox",
  component: lazyRouteComponent(() => import("./inbox/inbox-page.tsx"), "InboxPage"),
});

const requests = createRoute({
  getParentRoute: () => project,
  path: "/requests",
  validateSearch: marks("closed"),
  component: lazyRouteComponent(() => import("./requests/requests-page.tsx"), "RequestsPage"),
});

const request = createRoute({
  getParentRoute: () => project,
  path: "/requests/$request",
  component: lazyRouteComponent(() => import("./requests/request-page.tsx"), "RequestPage"),
});

const calendar = createRoute({
  getParentRoute: () => project,
  path: "/calendar",
  validateSearch: ({ month, schedule }): { month?: string; schedule?: number } => ({
    ...(typeof month === "string" && /^\d{4}-\d\d$/.test(month) ? { month } : {}),
    ...(Number.isInteger(schedule) ? { schedule: Number(schedule) } : {}),
  }),
  component: lazyRouteComponent(() => import("./calendar/calendar-page.tsx"), "CalendarPage"),
});

const people = createRoute({
  getParentRoute: () => project,
  path: "/people",
  component: lazyRouteComponent(() => import("./people/people-page.tsx"), "PeoplePage"),
});

const account = createRoute({
  getParentRoute: () => project,
  path: "/account",
  component: lazyRouteComponent(() => import("./account/account-page.tsx"), "AccountPage"),
});

const policies = createRoute({
  getParentRoute: () => project,
  path: "/policies",
  validateSearch: inEnvironment,
  component: lazyRouteComponent(() => import("./policy/policy-page.tsx"), "PolicyPage"),
});

const webhooks = createRoute({
  getParentRoute: () => project,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./webhooks/webhooks-page.tsx"), "WebhooksPage"),
});

const webhook = createRoute({
  getParentRoute: () => project,
  path: "/webhooks/$webhook",
  component: lazyRouteComponent(() => import("./webhooks/webhook-page.tsx"), "WebhookPage"),
});

const history = createRoute({
  getParentRoute: () => project,
  path: "/history",
  validateSearch: historyFilter,
  component: lazyRouteComponent(() => import("./history/history-page.tsx"), "HistoryPage"),
});

const keys = createRoute({
  getParentRoute: () => project,
  path: "/keys",
  validateSearch: inEnvironment,
  component: lazyRouteComponent(() => import("./keys/keys-page.tsx"), "KeysPage"),
});

const routeTree = root.addChildren([
  setup,
  signIn,
  join,
  app.addChildren([
    home,
    project.addChildren([
      projectHome,
      start,
      flags,
      flag,
      rollout,
      segments,
      segment,
      clients,
      live,
      health,
      incident,
      history,
      inbox,
      requests,
      request,
      calendar,
      settings,
      keys,
      people,
      account,
      policies,
      webhooks,
      webhook,
    ]),
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultPendingComponent: Loading,
    defaultErrorComponent: Crash,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
