import type { Outcome } from "@switchyard/core";
import type { KeyKind } from "../../storage/port.ts";
import type { RefusalBody } from "./refusal.ts";

/** An evaluation as it goes out. */
export interface Written {
  readonly status: number;
  readonly json: string;
  /** Every character is one byte. */
  readonly isAscii: boolean;
}

/** A flag's answer, or why there is none, with what keys of this kind may know of it. */
export function written(key: string, outcome: Outcome, kind: KeyKind): Written {
  const { value, variant } = outcome;
  if (value === undefined || variant === undefined) return write(400, failure(key, outcome, kind));
  const reason = outcome.reason === "PREREQUISITE_FAILED" ? "DEFAULT" : outcome.reason;
  const metadata = metadataOf(outcome, kind);
  return write(200, { key, reason, variant, value, ...(Object.keys(metadata).length > 0 && { metadata }) });
}

export function notFound(key: string): Written {
  const errorDetails = `there is no flag ${JSON.stringify(key)}`;
  return write(404, { key, errorCode: "FLAG_NOT_FOUND", errorDetails } satisfies RefusalBody);
}

function write(status: number, body: object): Written {
  const json = JSON.stringify(body);
  return { status, json, isAscii: json.length === Buffer.byteLength(json) };
}

/** Rules and other flags are named to servers only. */
function metadataOf({ reason, ruleId, metadata }: Outcome, kind: KeyKind) {
  const failed = reason === "PREREQUISITE_FAILED" && { prerequisiteFailed: true };
  if (kind === "client") return { ...(metadata.killed === true && { killed: true }), ...failed };
  return { ...metadata, ...failed, ...(ruleId !== undefined && { ruleId }) };
}

function failure(key: string, { errorCode, errorMessage }: Outcome, kind: KeyKind): RefusalBody {
  const code = errorCode === "PARSE_ERROR" || errorCode === "TARGETING_KEY_MISSING" ? errorCode : "GENERAL";
  const details = kind === "server" || code === "TARGETING_KEY_MISSING" ? errorMessage : undefined;
  return { key, errorCode: code, errorDetails: details ?? `flag ${key} can't be evaluated` };
}
