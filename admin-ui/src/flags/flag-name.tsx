import { sentence } from "@switchyard/core/words";
import { Link } from "@tanstack/react-router";
import type { Flag } from "../api/types.ts";
import { useEnvironments, useProject } from "../ui/project.ts";
import classes from "./flags.module.css";

const MAX_TAGS = 4;

/** What a flag is called, by people and by code, its tags, and what it does. */
export function FlagName({ flag }: { flag: Flag }) {
  const project = useProject();
  return (
    <Link
      to="/projects/$project/flags/$flag"
      params={{ project: project.key, flag: flag.key }}
      className={classes.name}
      data-flag-link
    >
      <strong>
        <bdi>{flag.name || flag.key}</bdi>
      </strong>
      <span className={classes.key}>{flag.key}</span>
      {flag.tags.slice(0, MAX_TAGS).map((tag) => (
        <span key={tag} className={classes.tag}>
          <bdi>{tag}</bdi>
        </span>
      ))}
      {flag.tags.length > MAX_TAGS ? <span className={classes.tag}>+{flag.tags.length - MAX_TAGS}</span> : null}
      <What flag={flag} />
    </Link>
  );
}

/** The flag as a sentence, where it matters most: the cells tell what it does elsewhere. */
function What({ flag }: { flag: Flag }) {
  const environment = useEnvironments().at(-1)?.key;
  const configuration = environment === undefined ? undefined : flag.environments[environment];
  if (!environment || !configuration || flag.archived) return null;
  const text = sentence(flag, configuration, environment);
  return (
    <span className={classes.what} title={text}>
      {text}
    </span>
  );
}
