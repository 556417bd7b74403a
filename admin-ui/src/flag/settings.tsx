import { Stack, Title } from "@mantine/core";
import { useState } from "react";
import type { Flag } from "../api/types.ts";
import { TriggersCard } from "../triggers/triggers-card.tsx";
import { Card } from "../ui/card.tsx";
import { Moment } from "../ui/moment.tsx";
import { VariantsCard } from "../variants/variants-card.tsx";
import { ArchiveFlag } from "./archive-flag.tsx";
import { ArchivedNotice } from "./archived-notice.tsx";
import { BrowsersSee } from "./browsers-see.tsx";
import { EditFlagForm } from "./edit-flag-form.tsx";
import classes from "./flag.module.css";

/** What the flag is in every environment alike. */
export function Settings({ flag }: { flag: Flag }) {
  const [round, setRound] = useState(0);
  return (
    <Stack>
      {flag.archived ? <ArchivedNotice flag={flag} /> : null}
      <Card aria-label={`About ${flag.key}`}>
        <Title order={2} size="h5" mb="sm">
          About this flag
        </Title>
        <dl className={`${classes.facts} ${classes.short}`}>
          <div>
            <dt>Type</dt>
            <dd>{flag.type}, which can’t be changed</dd>
          </div>
          <div>
            <dt>Created</dt>
            <dd>
              <Moment at={flag.createdAt} />
            </dd>
          </div>
          <div>
            <dt>Salt</dt>
            <dd>
              <code>{flag.salt}</code>, by which percentages choose people; the same everywhere and for good
            </dd>
          </div>
        </dl>
        <EditFlagForm key={round} flag={flag} onDone={() => setRound(round + 1)} />
      </Card>
      <VariantsCard flag={flag} />
      <BrowsersSee flag={flag} />
      {flag.archived ? null : (
        <>
          <TriggersCard flag={flag} />
          <ArchiveFlag flag={flag} />
        </>
      )}
    </Stack>
  );
}
