import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { flagListQuery } from "../api/queries.ts";
import type { Flag } from "../api/types.ts";
import { useProject } from "../ui/project.ts";
import { meant } from "../words/meant.ts";
import classes from "./flags.module.css";

interface MeantProps {
  words: readonly string[];
  /** Which flags are searched at all. */
  among: (flag: Flag) => boolean;
  /** Where a press on one leads; to its page without it. */
  link?: (key: string) => ReactNode;
}

/** For a name that is only half remembered: the flags that are nearly called that. */
export function Meant({ words, among, link }: MeantProps) {
  const project = useProject();
  const { data } = useQuery(flagListQuery(project.key));
  const found = meant(words, data?.flags.filter(among) ?? []);
  if (found.length === 0) return null;
  return (
    <span className={classes.meant} role="status">
      Did you mean{" "}
      {found.map(({ key }, index) => (
        <span key={key}>
          {index > 0 ? (index === found.length - 1 ? " or " : ", ") : ""}
          {link ? (
            link(key)
          ) : (
            <Link to="/projects/$project/flags/$flag" params={{ project: project.key, flag: key }}>
              {key}
            </Link>
          )}
        </span>
      ))}
      ?
    </span>
  );
}
