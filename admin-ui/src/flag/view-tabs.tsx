import { Link } from "@tanstack/react-router";
import type { Flag } from "../api/types.ts";
import { useProject } from "../ui/project.ts";
import classes from "./flag.module.css";
import { FLAG_VIEWS, type FlagViewName, isOfEnvironment, VIEW_WORDS } from "./views.ts";

interface ViewTabsProps {
  flag: Flag;
  environment: string | undefined;
  view: FlagViewName;
}

/** Where there is little room. */
const SHORT: Partial<Record<FlagViewName, string>> = { clients: "Clients" };

export function ViewTabs({ flag, environment, view: shown }: ViewTabsProps) {
  const project = useProject();
  const params = { project: project.key, flag: flag.key };
  const inEnvironment = environment === undefined ? {} : { environment };
  return (
    <nav className={classes.tabs} aria-label={`Views of ${flag.key}`}>
      {FLAG_VIEWS.map((view) => (
        <Link
          key={view}
          to="/projects/$project/flags/$flag"
          params={params}
          // What happened to a flag is told from the beginning, in every environment; a filter is one press away.
          search={{ ...(isOfEnvironment(view) ? inEnvironment : {}), ...(view === "targeting" ? {} : { view }) }}
          className={classes.tab}
          activeProps={{}}
          activeOptions={{ exact: true }}
          resetScroll={false}
          aria-current={shown === view ? "page" : undefined}
          aria-label={VIEW_WORDS[view]}
        >
          {view in SHORT ? (
            <>
              <span className={classes.wide}>{VIEW_WORDS[view]}</span>
              <span className={classes.narrow}>{SHORT[view]}</span>
            </>
          ) : (
            VIEW_WORDS[view]
          )}
        </Link>
      ))}
    </nav>
  );
}
