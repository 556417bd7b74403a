import { useQuery } from "@tanstack/react-query";
import { inboxQuery } from "../api/governed.ts";
import classes from "./shell.module.css";

/** How many things wait for the person. Without any, nothing. */
export function InboxCount({ project }: { project: string }) {
  const { data } = useQuery(inboxQuery(project));
  if (!data || data.count === 0) return null;
  return (
    <span className={classes.count}>
      {data.count > 99 ? "99+" : data.count}
      <span className={classes.hidden}> new or waiting</span>
    </span>
  );
}
