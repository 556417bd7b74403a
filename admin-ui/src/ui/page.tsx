import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page.module.css";
import { useTitle } from "./use-title.ts";

interface PageProps {
  title: string;
  /** What the thing is one of, for the title of the tab. */
  among?: string;
  /** One or two sentences for whoever is here for the first time. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, among, lead, actions, children }: PageProps) {
  useTitle(title, among);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {actions}
      </header>
      {lead ? <p className={classes.lead}>{lead}</p> : null}
      {children}
    </div>
  );
}
