import { Loader } from "@mantine/core";
import { IconCircleCheckFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useLook } from "../api/live-context.ts";
import type { Clients, Environment, Flag, LiveEvaluation } from "../api/types.ts";
import { clientsQuery, usageQuery } from "../api/usage.ts";
import { SDKS, type Sdk } from "../keys/snippet.ts";
import { Card } from "../ui/card.tsx";
import { useProject } from "../ui/project.ts";
import { counted } from "../words/count.ts";
import { firstEvaluationWords } from "./first-evaluation-words.ts";
import classes from "./start.module.css";

interface FirstEvaluationProps {
  sdk: Sdk;
  environment: Environment;
  flag: Flag;
}

const ASK_MS = 2000;

type Client = Clients["clients"][number];

/** Waiting, connected, first evaluation: each as the application itself tells it. */
export function FirstEvaluation({ sdk, environment, flag }: FirstEvaluationProps) {
  const project = useProject();
  const [first, setFirst] = useState<LiveEvaluation>();
  const { kind } = SDKS[sdk];
  useLook(project.key, environment.key, flag.key, ({ items }) => setFirst((was) => was ?? items[0]));
  const refetchInterval = first ? false : ASK_MS;
  const clients = useQuery({ ...clientsQuery(project.key, environment.key, { limit: 500 }), refetchInterval });
  const usage = useQuery({ ...usageQuery(project.key, environment.key, [flag.key]), refetchInterval });
  const client = clients.data?.clients
    .filter((one) => one.kind === kind)
    .reduce<Client | undefined>((last, one) => (last && last.connectedAt > one.connectedAt ? last : one), undefined);
  const total = (usage.data?.flags[flag.key]?.counts ?? []).reduce((sum, count) => sum + count, 0);
  // Browsers are never asked for single evaluations: they add theirs up.
  const evaluated = kind === "server" ? first !== undefined : total > 0;
  return (
    <Card aria-label="What has arrived">
      <h2 className={classes.title}>2. Start it, and watch</h2>
      <ol className={classes.progress} aria-live="polite">
        <Step done={client !== undefined} waiting={`Waiting for your application in ${environment.key}…`}>
          Connected
          {client ? (
            <span className={classes.detail}>
              {client.app ?? client.instance}, {client.sdk.name} {client.sdk.version ?? ""}
            </span>
          ) : null}
        </Step>
        <Step done={evaluated} waiting={`Waiting for the first evaluation of ${flag.key}…`}>
          First evaluation
          <span className={classes.detail}>
            {first ? <code>{firstEvaluationWords(flag, first)}</code> : `${counted(total, "evaluation")} in 24 hours`}
          </span>
        </Step>
        {evaluated ? (
          <li>
            <span />
            <Link
              to="/projects/$project/flags/$flag"
              params={{ project: project.key, flag: flag.key }}
              search={{ environment: environment.key }}
            >
              Now turn {flag.key} on and off
            </Link>
          </li>
        ) : null}
      </ol>
    </Card>
  );
}

function Step({ done, waiting, children }: { done: boolean; waiting: string; children: ReactNode }) {
  return (
    <li>
      {done ? (
        <IconCircleCheckFilled size={20} className={classes.done ?? ""} aria-hidden />
      ) : (
        <Loader size={16} aria-hidden />
      )}
      <div className={done ? undefined : classes.waiting}>{done ? children : waiting}</div>
    </li>
  );
}
