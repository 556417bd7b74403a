import { Text } from "@mantine/core";
import { sentence } from "@switchyard/core/words";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import { Receipt } from "../kill/receipt.tsx";
import { Card } from "../ui/card.tsx";
import { useProject } from "../ui/project.ts";
import { Sentence } from "../ui/sentence.tsx";
import { Controls } from "./controls.tsx";
import { applyDraft } from "./draft.ts";
import classes from "./flag.module.css";
import { KilledNote } from "./killed-note.tsx";
import { SaveBar } from "./save-bar.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { useDraft } from "./use-draft.ts";
import { WhoGetsWhat } from "./who-gets-what.tsx";

interface EnvironmentPanelProps {
  flag: Flag;
  environment: Environment;
  configuration: Configuration;
}

/** One flag in one environment: what it does, who decides that, whether the SDKs know. */
export function EnvironmentPanel({ flag, environment, configuration }: EnvironmentPanelProps) {
  const project = useProject();
  const place = { project: project.key, environment: environment.key, flag: flag.key };
  const draft = useDraft(place, flag, configuration);
  const edited = applyDraft(flag, configuration, draft.draft);
  return (
    <div className={classes.panel}>
      <Card tone={configuration.killed ? "killed" : "plain"} aria-label={`What ${flag.key} does in ${environment.key}`}>
        <Sentence text={sentence(flag, configuration, environment.key)} size="xl" />
        {configuration.killed ? <KilledNote killed={configuration.killed} /> : null}
      </Card>
      {draft.draft && draft.stale ? (
        <StaleNotice flag={flag} place={place} base={draft.draft.base} current={configuration} />
      ) : null}
      <Card aria-label={`Settings in ${environment.key}`}>
        <Controls flag={flag} saved={configuration} edited={edited} onEdit={draft.edit} />
      </Card>
      <WhoGetsWhat flag={flag} configuration={configuration} />
      <Card aria-label="Delivery">
        <Text size="sm" c="dimmed" mb="xs">
          Delivery of version {configuration.version}
        </Text>
        <Receipt place={place} version={configuration.version} />
      </Card>
      {draft.draft ? (
        <SaveBar place={place} flag={flag} environment={environment} current={configuration} handle={draft} />
      ) : null}
    </div>
  );
}
