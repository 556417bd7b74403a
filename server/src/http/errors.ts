import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import { ERRORS, SwitchyardError } from "../errors.ts";
import { StorageError } from "../storage/storage-error.ts";

/** Seconds a client should wait when an error that may pass says nothing of its own. */
const RETRY_AFTER = 1;

/** Answers an error in the one shape. */
export function errorAnswer(c: Context, error: SwitchyardError): Response {
  const { status, retryable } = ERRORS[error.code];
  if (retryable) c.header("retry-after", String(error.retryAfter ?? RETRY_AFTER));
  if (status === 401) c.header("www-authenticate", "Bearer");
  c.header("cache-control", "no-store");
  return c.json(error.body(), status);
}

/** Whatever was thrown, as an error that may be shown. The unexpected is logged and shows nothing of itself. */
export function asSwitchyardError(error: unknown, log: Logger, request: string): SwitchyardError {
  if (error instanceof SwitchyardError) {
    if (ERRORS[error.code].status >= 500) log.error({ err: error, request }, error.message);
    return error;
  }
  if (error instanceof HTTPException && error.status < 500) {
    const code = error.status === 415 ? "UNSUPPORTED_MEDIA_TYPE" : "INVALID_REQUEST";
    return new SwitchyardError(code, error.message, { cause: error });
  }
  log.error({ err: error, request }, "a request failed");
  if (error instanceof StorageError && error.code === "uncertain") {
    return new SwitchyardError(
      "OUTCOME_UNKNOWN",
      "The database was lost while this was being saved: it may or may not have been saved. Look at the history before you try again",
      { cause: error },
    );
  }
  if (error instanceof StorageError && error.retryable) {
    return new SwitchyardError(
      "UNAVAILABLE",
      "The database can't be used at this moment; nothing was changed. The server's log says why",
      {
        cause: error,
      },
    );
  }
  return new SwitchyardError("INTERNAL", "The server failed on this request; its log says why", { cause: error });
}
