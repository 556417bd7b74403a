import { StorageError } from "../storage-error.ts";
import type { PostgresStorage } from "./postgres-storage.ts";

const RETRY_MS = 1_000;

/**
 * Makes the database ready, or goes on trying when it can't be reached now: a server that starts before its database waits
 * for it.
 *
 * @param complain told of what waiting won't mend and what was found only later, such as a wrong password
 * @throws StorageError what waiting won't mend, when it is found at once
 */
export async function reach(storage: PostgresStorage, complain: (error: unknown) => void): Promise<void> {
  let closed = false;
  const close = storage.close;
  storage.close = () => {
    closed = true;
    return close();
  };

  function again(): void {
    setTimeout(async () => {
      if (closed) return;
      try {
        await storage.prepare();
      } catch (error) {
        if (!isWorthWaiting(error)) complain(error);
        again();
      }
    }, RETRY_MS).unref();
  }

  try {
    await storage.prepare();
  } catch (error) {
    if (isWorthWaiting(error)) return again();
    await close();
    throw error;
  }
}

const isWorthWaiting = (error: unknown) => error instanceof StorageError && error.retryable;
