import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Flag } from "../api/types.ts";
import { lazyPart } from "../ui/lazy.ts";
import { useProject } from "../ui/project.ts";
import classes from "./flags.module.css";

const FlagSentence = lazyPart(() => import("./flag-sentence.tsx"), "FlagSentence");

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
      {/* Its line is there from the beginning, so that no row grows when the words come. */}
      <Suspense fallback={<span className={classes.what}>{"\u00a0"}</span>}>
        <FlagSentence flag={flag} />
      </Suspense>
    </Link>
  );
}
