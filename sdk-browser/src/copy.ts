import { clientHash, type EvaluationContext } from "@switchyard/core";

/** The part of `Storage` that is used. */
export type CopyStorage = Pick<Storage, "getItem" | "setItem">;

// The last good answers, kept over a reload: one entry for each client key, for the context that was there last. Storage
// may be switched off or full: both may throw.

const nameOf = (clientKey: string) => `switchyard.${clientHash(clientKey)}`;
const ownerOf = (context: EvaluationContext) => clientHash(JSON.stringify(context));

export function readCopy(storage: CopyStorage, clientKey: string, context: EvaluationContext): string | undefined {
  const [owner, text] = JSON.parse(storage.getItem(nameOf(clientKey)) as string);
  return owner === ownerOf(context) ? text : undefined;
}

export function writeCopy(storage: CopyStorage, clientKey: string, context: EvaluationContext, text: string): void {
  storage.setItem(nameOf(clientKey), JSON.stringify([ownerOf(context), text]));
}
