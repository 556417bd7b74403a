import { Badge, Group } from "@mantine/core";
import type { Flag } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { Moment } from "../ui/moment.tsx";
import { day } from "../words/time.ts";
import { ArchiveFlag } from "./archive-flag.tsx";
import { EditFlag } from "./edit-flag.tsx";
import classes from "./flag.module.css";

/** What the flag is in every environment alike. */
export function About({ flag }: { flag: Flag }) {
  return (
    <Card aria-label={`About ${flag.key}`}>
      <dl className={classes.facts}>
        <div>
          <dt>Type</dt>
          <dd>
            {flag.type}: {flag.variants.map(({ key }) => key).join(", ")}
          </dd>
        </div>
        <div>
          <dt>Browsers</dt>
          <dd>{flag.clientSide ? "may see its key and their own answer" : "never hear of it"}</dd>
        </div>
        <div>
          <dt>Lifetime</dt>
          <dd>{lifetimeWords(flag.lifetime)}</dd>
        </div>
        {flag.owner ? (
          <div>
            <dt>Owner</dt>
            <dd dir="auto">{flag.owner}</dd>
          </div>
        ) : null}
        {flag.tags.length > 0 ? (
          <div>
            <dt>Tags</dt>
            <dd>
              <Group gap={4}>
                {flag.tags.map((tag) => (
                  <Badge key={tag} variant="default" tt="none">
                    {tag}
                  </Badge>
                ))}
              </Group>
            </dd>
          </div>
        ) : null}
        <div>
          <dt>Created</dt>
          <dd>
            <Moment at={flag.createdAt} />
          </dd>
        </div>
      </dl>
      <Group gap="xs" mt="lg">
        <EditFlag flag={flag} />
        {flag.archived ? null : <ArchiveFlag flag={flag} />}
      </Group>
    </Card>
  );
}

function lifetimeWords(lifetime: Flag["lifetime"]): string {
  if (lifetime.kind === "permanent") return "permanent";
  return lifetime.expectedRemoval ? `temporary, to be removed by ${day(lifetime.expectedRemoval)}` : "temporary";
}
