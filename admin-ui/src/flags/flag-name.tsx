import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Flag } from "../api/types.ts";
import { lazyPart } from "../ui/lazy.ts";
import { useEnvironments, useProject } from "../ui/project.ts";
import classes from "./flags.module.css";

const FlagSentence = lazyPart(() => import("./flag-sentence.tsx"), "FlagSentence");

const MAX_TAGS = 4;

/** What a flag is called, by people and by code, its tags, and what it does. */
export function FlagName({ flag }: { flag: Flag }) {
  const project = useProject();
  const last = useEnvironments().at(-1);
  // As long as it is off or killed, that is all that its sentence says.
  const decides = last && flag.environments[last.key];
  const isLong = decides?.enabled === true && !decides.killed;
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
      {/* Its lines are there from the beginning, so that no row grows when the words come. */}
      <span className={isLong ? classes.long : undefined}>
        <Suspense fallback={<span className={classes.what}>{"\u00a0"}</span>}>
          <FlagSentence flag={flag} />
        </Suspense>
      </span>
    </Link>
  );
}
