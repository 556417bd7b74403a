import { Text } from "@mantine/core";
import { Moment } from "../ui/moment.tsx";
import rows from "../ui/rows.module.css";
import { Snippet } from "../ui/snippet.tsx";
import { exactTime } from "../words/time.ts";

export interface Facts {
  hint: string;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
  previousUntil: number | null;
}

/** When a token was made and used, and until when it is good. */
export function TokenFacts({ token: { hint, createdAt, expiresAt, lastUsedAt, previousUntil } }: { token: Facts }) {
  return (
    <div className={rows.detail}>
      <code>{hint}…</code> · created <Moment at={createdAt} /> ·{" "}
      {lastUsedAt === null ? (
        "never used"
      ) : (
        <>
          last used <Moment at={lastUsedAt} />
        </>
      )}
      {expiresAt === null ? "" : ` · valid until ${exactTime(expiresAt)}`}
      {previousUntil !== null && previousUntil > Date.now()
        ? ` · the one before is taken until ${exactTime(previousUntil)}`
        : ""}
    </div>
  );
}

/** What a new token is good for, at the only moment at which it can be read. */
export function TokenUse({ token: { previousUntil } }: { token: Pick<Facts, "previousUntil"> }) {
  return (
    <>
      {previousUntil !== null && previousUntil > Date.now() ? (
        <Text size="sm">
          The one before is taken until {exactTime(previousUntil)}: replace it everywhere until then.
        </Text>
      ) : null}
      <Snippet
        text={`SWITCHYARD_URL=${location.origin} SWITCHYARD_API_TOKEN=… switchyard status`}
        label="Copy command"
      />
    </>
  );
}
