import { Button } from "@mantine/core";
import { changeTitle } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { flagQuery } from "../api/queries.ts";
import type { Change } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { Moment } from "../ui/moment.tsx";
import { useProject } from "../ui/project.ts";
import { SentenceDiff } from "../ui/sentence-diff.tsx";
import { changeSentences } from "../words/change-sentences.ts";
import classes from "./history.module.css";
import { JsonDiff } from "./json-diff.tsx";
import { RevertSheet } from "./revert-sheet.tsx";

const ACTORS = { user: "", token: " (API token)", system: " (the server itself)" };

/** One change. The project's history links to the flag; a flag's own does not. */
export function ChangeItem({ change, withFlag }: { change: Change; withFlag: boolean }) {
  const project = useProject();
  const [raw, setRaw] = useState(false);
  const [reverting, setReverting] = useState(false);
  const { data: flag } = useQuery({ ...flagQuery(project.key, change.flag ?? ""), enabled: change.flag !== undefined });
  const sentences = changeSentences(change, flag);
  const current = change.environment ? flag?.environments[change.environment] : undefined;
  const title = changeTitle(change);
  return (
    <Card component="article" aria-label={title}>
      <div className={classes.head}>
        <h2 className={`${classes.title} ${change.action === "flag.killed" ? classes.killed : ""}`}>
          {withFlag && change.flag ? (
            <Link
              to="/projects/$project/flags/$flag"
              params={{ project: project.key, flag: change.flag }}
              search={change.environment ? { environment: change.environment } : {}}
            >
              {title}
            </Link>
          ) : (
            title
          )}
        </h2>
      </div>
      <p className={classes.meta}>
        {change.actor.name}
        {ACTORS[change.actor.kind]}, <Moment at={change.at} />
        {change.environment && change.versions[change.environment]
          ? `, version ${change.versions[change.environment]}`
          : ""}
      </p>
      {change.reason ? (
        <p className={classes.reason} dir="auto">
          {change.reason}
        </p>
      ) : null}
      {sentences ? <SentenceDiff {...sentences} /> : null}
      <div className={classes.actions}>
        <Button size="xs" variant="default" aria-expanded={raw} onClick={() => setRaw(!raw)}>
          {raw ? "Hide JSON" : "Show JSON"}
        </Button>
        {flag && current && change.action === "flag.configured" && !flag.archived ? (
          <Button size="xs" variant="default" onClick={() => setReverting(true)}>
            Restore what was before
          </Button>
        ) : null}
      </div>
      {raw ? <JsonDiff before={change.before} after={change.after} /> : null}
      {reverting && flag && current ? (
        <RevertSheet flag={flag} change={change} current={current} onClose={() => setReverting(false)} />
      ) : null}
    </Card>
  );
}
