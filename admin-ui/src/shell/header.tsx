import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCommand, IconDots } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { openPalette } from "../palette/palette-store.ts";
import { Logo } from "../ui/logo.tsx";
import { InboxCount } from "./inbox-count.tsx";
import { PAGES } from "./pages.ts";
import { ProjectSwitcher } from "./project-switcher.tsx";
import classes from "./shell.module.css";
import { ThemeMenu } from "./theme-menu.tsx";
import { UserMenu } from "./user-menu.tsx";

const exact = (to: string) => ({ includeSearch: false, exact: to === "/projects/$project" });

/** At the top on a desk; on a phone the pages are a bar at the bottom, in reach of a thumb. */
export function Header({ project }: { project: string }) {
  const narrow = useMediaQuery("(max-width: 72em)", undefined, { getInitialValueInEffect: false });
  return (
    <header className={classes.header}>
      <div className={classes.bar}>
        <Link to="/projects/$project" params={{ project }} className={classes.home} aria-label="Switchyard">
          <Logo />
        </Link>
        <ProjectSwitcher project={project} />
        <nav className={classes.nav} aria-label="Pages">
          {PAGES.filter((page) => !narrow || page.phone).map(({ to, label, icon: Icon }) => (
            <Link key={to} to={to} params={{ project }} className={classes.link} activeOptions={exact(to)}>
              <Icon size={18} stroke={1.8} aria-hidden />
              {label}
              {label === "Inbox" ? <InboxCount project={project} /> : null}
            </Link>
          ))}
          {narrow ? <MorePages project={project} /> : null}
        </nav>
        <span className={classes.spacer} />
        <Tooltip label="Commands (Ctrl K)">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Commands" onClick={openPalette}>
            <IconCommand size={20} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
        <ThemeMenu />
        <UserMenu />
      </div>
    </header>
  );
}

function MorePages({ project }: { project: string }) {
  const navigate = useNavigate();
  return (
    <Menu position="top-end" withinPortal={false}>
      <Menu.Target>
        <button type="button" className={classes.link}>
          <IconDots size={18} stroke={1.8} aria-hidden />
          More
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {PAGES.filter((page) => !page.phone).map(({ to, label, icon: Icon }) => (
          <Menu.Item
            key={to}
            leftSection={<Icon size={18} stroke={1.8} aria-hidden />}
            onClick={() => void navigate({ to, params: { project } })}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
