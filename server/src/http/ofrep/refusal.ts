import { ERRORS, type SwitchyardError } from "../../errors.ts";

/** OFREP's error codes. */
export type OfrepErrorCode = "PARSE_ERROR" | "TARGETING_KEY_MISSING" | "INVALID_CONTEXT" | "FLAG_NOT_FOUND" | "GENERAL";

export interface RefusalBody {
  key?: string;
  errorCode: OfrepErrorCode;
  errorDetails: string;
}

/** What is answered instead of an evaluation. Every one of them carries a body: clients read it before the status. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly errorCode: OfrepErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errorDetails: string,
    { errorCode = "GENERAL", headers = {} }: { errorCode?: OfrepErrorCode; headers?: Record<string, string> } = {},
  ) {
    super(errorDetails);
    this.status = status;
    this.errorCode = errorCode;
    this.headers = headers;
  }

  body(key: string | undefined): RefusalBody {
    return { ...(key !== undefined && { key }), errorCode: this.errorCode, errorDetails: this.message };
  }

  /** The API's errors, said in OFREP's words. */
  static from(error: SwitchyardError): Refusal {
    const { status, retryable } = ERRORS[error.code];
    const headers: Record<string, string> = {};
    if (retryable) headers["retry-after"] = String(Math.ceil(error.retryAfter ?? 1));
    if (status === 401) headers["www-authenticate"] = "Bearer";
    const errorCode = error.code === "INVALID_JSON" ? "PARSE_ERROR" : "GENERAL";
    return new Refusal(status, error.message, { errorCode, headers });
  }
}
