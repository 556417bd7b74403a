import { Button } from "@mantine/core";
import { changeTitle, list } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { flagQuery } from "../api/queries.ts";
import type { Change, Configuration, FlagPatch } from "../api/types.ts";
import { patchWords } from "../flag/facts.ts";
import { decisionsOf, same } from "../flag/merge.ts";
import { Card } from "../ui/card.tsx";
import { Clamped } from "../ui/clamped.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { Linked } from "../ui/linked.tsx";
import { Moment } from "../ui/moment.tsx";
import { useProject } from "../ui/project.ts";
import { SentenceDiff } from "../ui/sentence-diff.tsx";
import { changeMeaning, changeSentences, configurationIn } from "../words/change-sentences.ts";
import { unbroken } from "../words/unbroken.ts";
import classes from "./history.module.css";
import { JsonDiff } from "./json-diff.tsx";
import { isRevertible, segmentSentences } from "./revertible.ts";

const RevertChange = lazyPart(() => import("./revert-change.tsx"), "RevertChange");
const RestoreVersion = lazyPart(() => import("./restore-version.tsx"), "RestoreVersion");

const ACTORS = { user: "", token: " (API token)", system: " (the server itself)" };

/** One change. The project's history links to the flag; a flag's own does not. */
export function ChangeItem({ change, withFlag }: { change: Change; withFlag: boolean }) {
  const project = useProject();
  const [raw, setRaw] = useState(false);
  const [reverting, setReverting] = useState(false);
  const [restoring, setRestoring] = useState<"before" | "after">();
  const { data: flag } = useQuery({ ...flagQuery(project.key, change.flag ?? ""), enabled: change.flag !== undefined });
  const sentences = changeSentences(change, flag);
  const current = change.environment ? flag?.environments[change.environment] : undefined;
  const title = changeTitle(change);
  const version = change.environment ? change.versions[change.environment] : undefined;
  const states = change.action === "flag.configured" && current && !flag?.archived ? change : undefined;
  const goal = restoring && withDecisions(current, configurationIn(change[restoring]));
  const segment = segmentSentences(change);
  const meaning = changeMeaning(change, flag);
  const fields = change.action === "flag.updated" ? patchWords(edited(change.after)) : [];
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
        {ACTORS[change.actor.kind]}, <Moment at={change.at} exact />
        {version ? `, version ${version}` : ""}
      </p>
      {change.reason ? (
        <p className={classes.reason} dir="auto">
          <Linked text={change.reason} />
        </p>
      ) : null}
      {sentences || segment ? (
        <Clamped blocks>
          {sentences ? <SentenceDiff {...sentences} /> : null}
          {segment ? <SentenceDiff {...segment} /> : null}
        </Clamped>
      ) : null}
      {meaning ? <p className={classes.meaning}>{unbroken(meaning)}</p> : null}
      {fields.length > 0 ? <p className={classes.meta}>Changed: {list(fields, "and")}</p> : null}
      <div className={classes.actions}>
        <Button size="xs" variant="default" aria-expanded={raw} onClick={() => setRaw(!raw)}>
          {raw ? "Hide JSON" : "Show JSON"}
        </Button>
        {STATES.map(({ state, words, isNowWords }) => {
          const then = states && configurationIn(states[state]);
          if (!then) return null;
          return isNow(current, then) ? (
            <span key={state} className={classes.now}>
              {isNowWords}
            </span>
          ) : (
            <Button key={state} size="xs" variant="default" onClick={() => setRestoring(state)}>
              {words}
            </Button>
          );
        })}
        {isRevertible(change) ? (
          <Button size="xs" variant="default" onClick={() => setReverting(true)}>
            Restore what was before
          </Button>
        ) : null}
      </div>
      {raw ? <JsonDiff before={change.before} after={change.after} /> : null}
      <Suspense>
        {reverting ? <RevertChange change={change} onClose={() => setReverting(false)} /> : null}
        {flag && current && goal && restoring ? (
          <RestoreVersion
            flag={flag}
            current={current}
            goal={goal}
            which={restoring === "before" ? `what it was before version ${version}` : `version ${version}`}
            onClose={() => setRestoring(undefined)}
          />
        ) : null}
      </Suspense>
    </Card>
  );
}

const STATES = [
  { state: "after", words: "Restore this version", isNowWords: "This is what counts now" },
  { state: "before", words: "Restore what was before", isNowWords: "What was before counts again" },
] as const;

type Decided = ReturnType<typeof configurationIn>;

/** What was decided then, with what else the flag has now. */
const withDecisions = (current: Configuration | undefined, then: Decided): Configuration | undefined =>
  current && then && { ...current, ...decisionsOf(then) };

const isNow = (current: Configuration | undefined, then: Decided) =>
  current !== undefined && then !== undefined && same(decisionsOf(current), decisionsOf(then));

/** The log outlives the server that wrote it: what it holds is looked at before it is believed. */
const edited = (after: unknown): FlagPatch => (typeof after === "object" && after !== null ? (after as FlagPatch) : {});
