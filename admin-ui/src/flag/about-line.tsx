import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Flag } from "../api/types.ts";
import { useProject } from "../ui/project.ts";
import { dayWords } from "../words/time.ts";
import classes from "./flag.module.css";

const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value);

/** Whom to ask about a flag, what else it belongs to, and how long it is meant to stay; nothing where nothing is known. */
export function AboutLine({ flag: { owner, tags, lifetime } }: { flag: Flag }) {
  const removal = lifetime.kind === "temporary" ? lifetime.expectedRemoval : undefined;
  if (!owner && tags.length === 0 && !removal) return null;
  return (
    <p className={classes.about}>
      {owner ? (
        <span>
          Owner <Others of={`owner:${quoted(owner)}`}>{owner}</Others>
        </span>
      ) : null}
      {tags.length > 0 ? (
        <span>
          {tags.length === 1 ? "Tag" : "Tags"}{" "}
          {tags.map((tag, index) => (
            <span key={tag}>
              {index > 0 ? ", " : ""}
              <Others of={`tag:${quoted(tag)}`}>{tag}</Others>
            </span>
          ))}
        </span>
      ) : null}
      {removal ? <span>To be removed by {dayWords(removal)}</span> : null}
    </p>
  );
}

/** Leads to the flags that have it, too. */
function Others({ of, children }: { of: string; children: ReactNode }) {
  const project = useProject();
  return (
    <Link to="/projects/$project/flags" params={{ project: project.key }} search={{ q: of }}>
      <bdi>{children}</bdi>
    </Link>
  );
}
