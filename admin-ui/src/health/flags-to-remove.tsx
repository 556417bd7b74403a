import { list } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { flagPageQuery } from "../api/queries.ts";
import type { Flag, Usage } from "../api/types.ts";
import { useUsages } from "../flags/use-usages.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { removalWords } from "./removal-words.ts";

const FIRST = 50;
const SEARCH = "stage:stale";

/** Temporary flags that have done their work: code that asks for them should go first, which the last evaluation tells. */
export function FlagsToRemove() {
  const project = useProject();
  const query = useQuery(flagPageQuery(project.key, { search: SEARCH, limit: FIRST }));
  const flags = query.data?.flags ?? [];
  const usages = useUsages(flags);
  const total = query.data?.total ?? 0;
  const params = { project: project.key };
  return (
    <Panel
      title="Flags to remove"
      query={query}
      aside={
        total > 0 ? (
          <Link to="/projects/$project/flags" params={params} search={{ q: SEARCH }}>
            {total > FIRST ? `All ${total} in the list` : "In the list"}
          </Link>
        ) : undefined
      }
      empty={
        query.data && total === 0 ? "None: no temporary flag is past its date or untouched for 60 days." : undefined
      }
    >
      <ul className={rows.rows}>
        {flags.map((flag) => (
          <li key={flag.key}>
            <div className={rows.main}>
              <Link
                to="/projects/$project/flags/$flag"
                params={{ ...params, flag: flag.key }}
                search={{ view: "settings" }}
              >
                {flag.key}
              </Link>
              <div className={rows.problem}>{removalWords(flag, Date.now())}</div>
              <div className={rows.detail}>
                <Asked flag={flag} usages={usages} />
                {flag.owner ? `; ask ${flag.owner}` : ""}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Asked({ flag, usages }: { flag: Flag; usages: Record<string, Usage | undefined> }) {
  const known = Object.entries(usages).flatMap(([environment, usage]) => (usage ? [{ environment, usage }] : []));
  if (known.length === 0) return "Looking for who asks for it…";
  const last = known
    .flatMap(({ environment, usage: { flags } }) => {
      const at = Object.hasOwn(flags, flag.key) ? flags[flag.key]?.lastEvaluatedAt : undefined;
      return at === undefined ? [] : [{ environment, at }];
    })
    .sort((a, b) => b.at - a.at)[0];
  if (last)
    return (
      <>
        Last evaluated <Moment at={last.at} /> in {last.environment}
      </>
    );
  return `No SDK has told of an evaluation in ${list(
    known.map(({ environment }) => environment),
    "or",
  )}`;
}
