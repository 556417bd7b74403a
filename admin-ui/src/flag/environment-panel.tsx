import { Switch } from "@mantine/core";
import { sentence, variantWords } from "@switchyard/core/words";
import { Suspense } from "react";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import { Loading } from "../shell/loading.tsx";
import { Card } from "../ui/card.tsx";
import { Clamped } from "../ui/clamped.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { useProject } from "../ui/project.ts";
import { Sentence } from "../ui/sentence.tsx";
import { applyDraft } from "./draft.ts";
import classes from "./flag.module.css";
import { KilledNote } from "./killed-note.tsx";
import { useDraft } from "./use-draft.ts";
import type { FlagViewName } from "./views.ts";

// What only an edit needs is loaded with the first one.
const SaveBar = lazyPart(() => import("./save-bar.tsx"), "SaveBar");
const StaleNotice = lazyPart(() => import("./stale-notice.tsx"), "StaleNotice");
const Targeting = lazyPart(() => import("../targeting/targeting.tsx"), "Targeting");
const RampView = lazyPart(() => import("../ramp/ramp-view.tsx"), "RampView");
const Clients = lazyPart(() => import("../clients/clients.tsx"), "Clients");
const LiveView = lazyPart(() => import("../live/live-view.tsx"), "LiveView");

interface EnvironmentPanelProps {
  flag: Flag;
  environment: Environment;
  configuration: Configuration;
  view: Exclude<FlagViewName, "history" | "settings">;
}

/** One flag in one environment: what it does, and one of the ways to look at it or to change it. */
export function EnvironmentPanel({ flag, environment, configuration, view }: EnvironmentPanelProps) {
  const project = useProject();
  const place = { project: project.key, environment: environment.key, flag: flag.key };
  const draft = useDraft(place, configuration);
  const edited = applyDraft(configuration, draft.draft);
  const off = variantWords(flag, edited.offVariant);
  const shared = { place, flag, edited };
  return (
    <div className={classes.panel}>
      <Card tone={configuration.killed ? "killed" : "plain"} aria-label={`What ${flag.key} does in ${environment.key}`}>
        <Clamped>
          <Sentence text={sentence(flag, configuration, environment.key)} size="xl" />
        </Clamped>
        {configuration.killed ? <KilledNote killed={configuration.killed} /> : null}
        <Switch
          mt="md"
          size="md"
          label={`On in ${environment.key}`}
          description={`Switched off, ${off === "off" ? "nobody gets it" : `everyone gets ${off}`}, whatever is set below.`}
          checked={edited.enabled}
          onChange={({ currentTarget: { checked } }) => draft.edit({ enabled: checked })}
        />
      </Card>
      {draft.draft && draft.stale ? (
        <Suspense>
          <StaleNotice flag={flag} place={place} draft={draft.draft} current={configuration} />
        </Suspense>
      ) : null}
      <Suspense fallback={<Loading />}>
        {view === "targeting" ? (
          <Targeting {...shared} isDraft={draft.draft !== undefined} onEdit={draft.edit} />
        ) : view === "ramp" ? (
          <RampView {...shared} saved={configuration} onEdit={draft.edit} />
        ) : view === "live" ? (
          <LiveView place={place} flag={flag} configuration={configuration} />
        ) : (
          <Clients place={place} flag={flag} configuration={configuration} />
        )}
      </Suspense>
      {draft.draft ? (
        <Suspense>
          <SaveBar place={place} flag={flag} environment={environment} current={configuration} handle={draft} />
        </Suspense>
      ) : null}
    </div>
  );
}
