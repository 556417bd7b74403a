import { Link } from "@tanstack/react-router";
import classes from "../settings/settings.module.css";
import { useProject } from "../ui/project.ts";

/** What waits for people: now, in a request, at a time. */
export function InboxNav() {
  const params = { project: useProject().key };
  return (
    <nav className={classes.nav} aria-label="Inbox and calendar">
      <Link to="/projects/$project/inbox" params={params}>
        Inbox
      </Link>
      <Link to="/projects/$project/requests" params={params} activeOptions={{ includeSearch: false }}>
        Change requests
      </Link>
      <Link to="/projects/$project/calendar" params={params} activeOptions={{ includeSearch: false }}>
        Calendar
      </Link>
    </nav>
  );
}
