import { parseSearch } from "@switchyard/core/search";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { flagListQuery } from "../api/queries.ts";
import { useProject } from "../ui/project.ts";
import { meant } from "../words/meant.ts";
import classes from "./flags.module.css";

/** For a name that is only half remembered: the flags that are nearly called that. */
export function Meant({ search, archived }: { search: string; archived: boolean }) {
  const project = useProject();
  const { data } = useQuery(flagListQuery(project.key));
  const found = meant(parseSearch(search).words, data?.flags.filter((flag) => flag.archived === archived) ?? []);
  if (found.length === 0) return null;
  return (
    <span className={classes.meant} role="status">
      Did you mean{" "}
      {found.map(({ key }, index) => (
        <span key={key}>
          {index > 0 ? (index === found.length - 1 ? " or " : ", ") : ""}
          <Link to="/projects/$project/flags/$flag" params={{ project: project.key, flag: key }}>
            {key}
          </Link>
        </span>
      ))}
      ?
    </span>
  );
}
