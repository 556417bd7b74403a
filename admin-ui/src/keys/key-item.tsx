import { Suspense, useState } from "react";
import type { Environment, SdkKey } from "../api/types.ts";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";
import { Moment } from "../ui/moment.tsx";
import classes from "./keys.module.css";

const RevokeKey = lazyPart(() => import("./revoke-key.tsx"), "RevokeKey");

export function KeyItem({ item, environment }: { item: SdkKey; environment: Environment }) {
  const [asking, setAsking] = useState(false);
  const { name, kind, hint, origins, signedContext, createdBy, createdAt, lastUsedAt } = item;
  return (
    <li className={classes.item}>
      <div className={classes.facts}>
        <div className={classes.name}>
          <span dir="auto">{name}</span>
          <span className={classes.kind}>{kind}</span>
          {signedContext ? <span className={classes.kind}>signed contexts</span> : null}
        </div>
        <div className={classes.meta}>
          <code>{hint}…</code> · created by {createdBy} <Moment at={createdAt} /> ·{" "}
          {lastUsedAt === null ? (
            "never used"
          ) : (
            <>
              last used <Moment at={lastUsedAt} />
            </>
          )}
          {kind === "client" ? ` · ${origins.length === 0 ? "any origin" : origins.join(", ")}` : ""}
        </div>
      </div>
      <MayButton
        needs="admin"
        environment={environment.key}
        variant="default"
        size="xs"
        aria-label={`Revoke ${name}`}
        onClick={() => setAsking(true)}
        flex="none"
      >
        Revoke
      </MayButton>
      <Suspense>
        {asking ? <RevokeKey item={item} environment={environment} onClose={() => setAsking(false)} /> : null}
      </Suspense>
    </li>
  );
}
