import { Link } from "@tanstack/react-router";
import { useProject } from "../ui/project.ts";
import classes from "./settings.module.css";

/** The parts of the settings. */
export function SettingsNav() {
  const params = { project: useProject().key };
  return (
    <nav className={classes.nav} aria-label="Settings">
      <Link to="/projects/$project/settings" params={params}>
        Project
      </Link>
      <Link to="/projects/$project/keys" params={params} activeOptions={{ includeSearch: false }}>
        SDK keys
      </Link>
      <Link to="/projects/$project/people" params={params}>
        People
      </Link>
      <Link to="/projects/$project/policies" params={params} activeOptions={{ includeSearch: false }}>
        Policies
      </Link>
      <Link to="/projects/$project/webhooks" params={params}>
        Webhooks
      </Link>
    </nav>
  );
}
