import type { ApiError } from "./types.ts";

/** A request that was answered with an error, or not at all (`status` 0). */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.name = "ApiFailure";
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const UNREACHABLE = "The server can’t be reached.";
// A request can arrive although its answer does not: nothing is claimed of it.
const UNANSWERED = "The server did not answer, so whether this was done is not known. Trying again does no harm.";

interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** The version that was seen, for `If-Match`. */
  seen?: number | string;
  /** Why it is to be done although a policy holds it. */
  breakGlass?: string;
  signal?: AbortSignal;
}

/**
 * Asks the API, under `/api/v1`.
 * @throws {ApiFailure} when the answer is an error or none came.
 */
export async function request<T>(
  path: string,
  { method = "GET", body, seen, breakGlass, signal }: RequestOptions = {},
): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (seen !== undefined) headers["if-match"] = `"${seen}"`;

  // A header can't carry every letter as it is.
  if (breakGlass !== undefined) headers["switchyard-break-glass"] = encodeURIComponent(breakGlass);

  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiFailure(0, "UNREACHABLE", method === "GET" ? UNREACHABLE : UNANSWERED);
  }

  const text = await response.text();
  const answer = parse(text);
  if (!response.ok) throw failure(response.status, answer);
  return answer as T;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(status: number, answer: unknown): ApiFailure {
  const error = (answer as Partial<ApiError> | undefined)?.error;
  if (error && typeof error.message === "string")
    return new ApiFailure(status, error.code, error.message, error.details);
  return new ApiFailure(status, "UNEXPECTED", `The server answered with status ${status} and no explanation.`);
}

/** Path segments, each encoded. */
export function path(...segments: string[]): string {
  return `/${segments.map(encodeURIComponent).join("/")}`;
}
