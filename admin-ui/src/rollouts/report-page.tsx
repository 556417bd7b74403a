import { Button, Stack, Text, Title } from "@mantine/core";
import { evidenceWords, percent } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { isOpen, rolloutQuery } from "../api/rollouts.ts";
import type { RolloutLive, RolloutStanding } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Loading } from "../shell/loading.tsx";
import { Card } from "../ui/card.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { Sentence } from "../ui/sentence.tsx";
import { useCopy } from "../ui/use-copy.ts";
import { exactTime } from "../words/time.ts";
import { GuardLines } from "./guard-lines.tsx";
import { guardWords } from "./plan-words.ts";
import { reportWords } from "./report-words.ts";
import classes from "./rollouts.module.css";
import { Stages } from "./stages.tsx";
import { standingWords } from "./words.ts";

const EvidenceCharts = lazyPart(() => import("./evidence-charts.tsx"), "EvidenceCharts");
const route = getRouteApi("/app/projects/$project/flags/$flag/rollouts/$rollout");

/** What one guarded rollout did, when, to how many and on what evidence: an address to send to whoever asks. */
export function RolloutReport() {
  const project = useProject();
  const { flag, rollout: id } = route.useParams();
  const { environment = "production" } = route.useSearch();
  const place: Place = { project: project.key, environment, flag };
  const query = useQuery(rolloutQuery(place, id));
  if (query.error) return <Problem title="The rollout could not be loaded" error={query.error} />;
  if (!query.data) return <Loading />;
  return <Report place={place} rollout={query.data} />;
}

function Report({ place, rollout }: { place: Place; rollout: RolloutStanding }) {
  const { said, copy } = useCopy();
  const { plan, progress, status, live } = rollout;
  const shown = live ?? evidenceIn(progress.evidence);
  const isFailed = status === "rolledBack" || status === "killed";
  return (
    <Page
      title={`${place.flag} in ${place.environment}: ${standingWords(rollout)}`}
      among="Rollout"
      actions={
        <Button variant="default" onClick={() => copy(location.href)}>
          {said === "copied" ? "Copied" : said === "failed" ? "This browser does not let it be copied" : "Copy address"}
        </Button>
      }
    >
      <Stack>
        <Card tone={isFailed ? "warn" : "plain"} aria-label="What happened">
          <Sentence text={reportWords(rollout, shown?.affected)} size="xl" />
        </Card>
        <Card aria-label="The facts">
          <dl className={classes.facts}>
            <Fact term="Flag">
              <Link
                to="/projects/$project/flags/$flag"
                params={{ project: place.project, flag: place.flag }}
                search={{ environment: place.environment, view: "ramp" }}
              >
                {place.flag}
              </Link>{" "}
              in {place.environment}
            </Fact>
            <Fact term="Plan">
              {plan.name}, by {rollout.createdBy}
            </Fact>
            <Fact term="Began">{progress.startedAt ? exactTime(progress.startedAt) : "not yet"}</Fact>
            <Fact term="Ended">{progress.endedAt ? exactTime(progress.endedAt) : "not yet"}</Fact>
            <Fact term={isOpen(rollout) ? "Share now" : "Share at its end"}>{percent(progress.percentage)}</Fact>
            <Fact term="Treated requests">{shown ? shown.affected.toLocaleString("en") : "not known"}</Fact>
            <Fact term="Evidence of all guards">
              {shown ? `${evidenceWords(shown.evidence)} of ${Math.ceil(shown.proof)}` : "not known"}
            </Fact>
          </dl>
        </Card>
        <Card aria-label="The stages">
          <Stages plan={plan} at={progress.stage} isOver={!isOpen(rollout)} />
        </Card>
        {shown ? (
          <Card aria-label="The guards">
            <Stack>
              <Title order={2} size="h5">
                {isOpen(rollout) ? "What the guards see" : "What the guards saw"}
              </Title>
              <GuardLines guards={shown.guards} proof={shown.proof} />
              <ul className={classes.watched}>
                {plan.guards.map((guard) => (
                  <li key={guard.key}>{guardWords(guard, plan.metrics)}</li>
                ))}
              </ul>
              <Suspense>
                <EvidenceCharts place={place} rollout={rollout} proof={shown.proof} isLive={isOpen(rollout)} />
              </Suspense>
            </Stack>
          </Card>
        ) : null}
        <Text size="sm" c="dimmed">
          Evidence is what a bet against the change would have won: it begins at 1, and a change that does no harm ever
          makes {shown ? Math.ceil(shown.proof) : "that much"} of it with a chance of at most{" "}
          {percent(100 * plan.alpha)}, however often one looks.
        </Text>
      </Stack>
    </Page>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type Evidence = Pick<RolloutLive, "evidence" | "proof" | "affected" | "guards">;

/** The log outlives the server that wrote it: what it holds is looked at before it is believed. */
function evidenceIn(value: unknown): Evidence | undefined {
  const { evidence, proof, affected, guards } = (value ?? {}) as Partial<Evidence>;
  const isWhole =
    [evidence, proof, affected].every(Number.isFinite) &&
    Array.isArray(guards) &&
    guards.every((guard) => typeof guard?.line === "string" && guard.treated && guard.control);
  return isWhole ? (value as Evidence) : undefined;
}
