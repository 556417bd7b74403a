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
import { Crash } from "./shell/crash.tsx";
import { Loading } from "./shell/loading.tsx";
import { NotFound } from "./shell/not-found.tsx";
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
  validateSearch: ({ to }): { to?: string } => (isLocalLink(to) ? { to } : {}),
  component: lazyRouteComponent(() => import("./sign-in/sign-in.tsx"), "SignIn"),
});

/** Everything behind the sign-in. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const user = await context.queries.ensureQueryData(sessionQuery);
    if (!user) throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { to: location.href } });
  },
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
    if (project) throw redirect({ to: "/projects/$project/flags", params: { project: project.key } });
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
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/projects/$project/flags", params });
  },
});

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

const flags = createRoute({
  getParentRoute: () => project,
  path: "/flags",
  validateSearch: (search): { q?: string; archived?: true } => ({
    ...(text(search.q) ? { q: text(search.q) } : {}),
    ...(search.archived === true ? { archived: true as const } : {}),
  }),
  component: lazyRouteComponent(() => import("./flags/flags.tsx"), "Flags"),
});

const flag = createRoute({
  getParentRoute: () => project,
  path: "/flags/$flag",
  validateSearch: (search): { environment?: string; view?: FlagViewName } => ({
    ...(text(search.environment) ? { environment: text(search.environment) } : {}),
    ...(isFlagView(search.view) ? { view: search.view } : {}),
  }),
  component: lazyRouteComponent(() => import("./flag/flag-page.tsx"), "FlagPage"),
});

const history = createRoute({
  getParentRoute: () => project,
  path: "/history",
  validateSearch: (search): { environment?: string } =>
    text(search.environment) ? { environment: text(search.environment) } : {},
  component: lazyRouteComponent(() => import("./history/history-page.tsx"), "HistoryPage"),
});

const keys = createRoute({
  getParentRoute: () => project,
  path: "/keys",
  validateSearch: (search): { environment?: string } =>
    text(search.environment) ? { environment: text(search.environment) } : {},
  component: lazyRouteComponent(() => import("./keys/keys-page.tsx"), "KeysPage"),
});

const routeTree = root.addChildren([
  setup,
  signIn,
  app.addChildren([home, project.addChildren([projectHome, flags, flag, history, keys])]),
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
