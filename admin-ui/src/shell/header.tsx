import { IconFlag, IconHistory, IconKey } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Logo } from "../ui/logo.tsx";
import { ProjectSwitcher } from "./project-switcher.tsx";
import classes from "./shell.module.css";
import { ThemeMenu } from "./theme-menu.tsx";
import { UserMenu } from "./user-menu.tsx";

const PAGES = [
  { to: "/projects/$project/flags", label: "Flags", icon: IconFlag },
  { to: "/projects/$project/history", label: "History", icon: IconHistory },
  { to: "/projects/$project/keys", label: "Keys", icon: IconKey },
] as const;

/** At the top on a desk; on a phone the pages are a bar at the bottom, in reach of a thumb. */
export function Header({ project }: { project: string }) {
  return (
    <header className={classes.header}>
      <div className={classes.bar}>
        <Link to="/projects/$project/flags" params={{ project }} className={classes.home} aria-label="Switchyard">
          <Logo />
        </Link>
        <ProjectSwitcher project={project} />
        <nav className={classes.nav} aria-label="Pages">
          {PAGES.map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              params={{ project }}
              className={classes.link}
              activeOptions={{ includeSearch: false }}
            >
              <Icon size={18} stroke={1.8} aria-hidden />
              {label}
            </Link>
          ))}
        </nav>
        <span className={classes.spacer} />
        <ThemeMenu />
        <UserMenu />
      </div>
    </header>
  );
}
