import type { JsonValue } from "@switchyard/core";
import type { ContentfulStatusCode } from "hono/utils/http-status";

interface ErrorKind {
  status: ContentfulStatusCode;
  /** Whether the same request may succeed later, unchanged. */
  retryable: boolean;
}

/** Every error an answer can carry: the one table that codes, statuses and types come from. */
export const ERRORS = {
  INVALID_REQUEST: { status: 400, retryable: false },
  INVALID_JSON: { status: 400, retryable: false },
  INVALID_FLAG: { status: 400, retryable: false },
  INVALID_ROLLOUT: { status: 400, retryable: false },
  INVALID_SEGMENT: { status: 400, retryable: false },
  INVALID_POLICY: { status: 400, retryable: false },
  REASON_REQUIRED: { status: 400, retryable: false },
  UNAUTHENTICATED: { status: 401, retryable: false },
  WRONG_CREDENTIAL: { status: 401, retryable: false },
  CROSS_ORIGIN: { status: 403, retryable: false },
  TOKEN_REFUSED: { status: 403, retryable: false },
  SETUP_LINK_INVALID: { status: 403, retryable: false },
  INVITATION_INVALID: { status: 403, retryable: false },
  PROVIDER_REFUSED: { status: 403, retryable: false },
  EMAIL_NOT_VERIFIED: { status: 403, retryable: false },
  NO_ACCOUNT: { status: 403, retryable: false },
  FORBIDDEN: { status: 403, retryable: false },
  NOT_FOUND: { status: 404, retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false },
  REQUEST_TIMEOUT: { status: 408, retryable: true },
  ALREADY_CLOSED: { status: 409, retryable: false },
  ALREADY_EXISTS: { status: 409, retryable: false },
  VERSION_CONFLICT: { status: 409, retryable: false },
  IN_USE: { status: 409, retryable: false },
  LAST_OWNER: { status: 409, retryable: false },
  OWN_ACCESS: { status: 409, retryable: false },
  ROLLOUT_STATE: { status: 409, retryable: false },
  CANNOT_REVERT: { status: 409, retryable: false },
  CANNOT_REBUILD: { status: 409, retryable: false },
  DAMAGED: { status: 409, retryable: false },
  APPROVAL_REQUIRED: { status: 409, retryable: false },
  PENDING: { status: 409, retryable: false },
  WOULD_RAISE: { status: 409, retryable: false },
  SCHEDULE_STATE: { status: 409, retryable: false },
  REQUEST_CLOSED: { status: 409, retryable: false },
  NOTHING_TO_DO: { status: 409, retryable: false },
  LIMIT_REACHED: { status: 409, retryable: false },
  BODY_TOO_LARGE: { status: 413, retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false },
  FROZEN: { status: 423, retryable: true },
  VERSION_REQUIRED: { status: 428, retryable: false },
  TOO_MANY_REQUESTS: { status: 429, retryable: true },
  HEADERS_TOO_LARGE: { status: 431, retryable: false },
  INTERNAL: { status: 500, retryable: false },
  UNAVAILABLE: { status: 503, retryable: true },
  OUTCOME_UNKNOWN: { status: 503, retryable: false },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** The one shape of every error answer. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: JsonValue };
}

export interface ErrorOptions {
  details?: JsonValue;
  cause?: unknown;
  /** Seconds until a retry makes sense. */
  retryAfter?: number;
}

/** A key or token that somebody put where a name belongs: an error says what was received, but not that. */
const SECRET = /(sw_[a-z]+_)[\w-]{16,}/gi;

/**
 * What went wrong, for whoever asked. The message names the thing, the rule and what was received, and never
 * carries a secret: it is sent as it is.
 */
export class SwitchyardError extends Error {
  override readonly name = "SwitchyardError";
  readonly code: ErrorCode;
  readonly details?: JsonValue;
  readonly retryAfter?: number;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message.replace(SECRET, "$1…"), { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfter = options.retryAfter;
  }

  body(): ErrorBody {
    const { code, message, details } = this;
    return { error: details === undefined ? { code, message } : { code, message, details } };
  }
}
