import { Suspense, useSyncExternalStore } from "react";
import { lazyPart } from "./lazy.ts";
import classes from "./undo.module.css";
import { currentUndo, onUndo } from "./undo-store.ts";

const UndoOffer = lazyPart(() => import("./undo-offer.tsx"), "UndoOffer");

/** What was just done, and half a minute in which it can be taken back without a review. */
export function UndoBar() {
  const offer = useSyncExternalStore(onUndo, currentUndo);
  return (
    <>
      {offer ? <div className={classes.room} /> : null}
      <div role="status" className={classes.place}>
        <Suspense>{offer ? <UndoOffer /> : null}</Suspense>
      </div>
    </>
  );
}
