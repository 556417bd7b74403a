import type { JsonValue } from "@switchyard/core";
import type { Io } from "./io.ts";
import { CliProblem } from "./problem.ts";

interface Refusal {
  error?: { code?: string; message?: string; details?: JsonValue };
}

/** The server's HTTP API, as SWITCHYARD_URL and SWITCHYARD_ADMIN_TOKEN name it. */
export class Api {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** @throws CliProblem 3 when there is no server, or it says no */
  async send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const response = await this.#fetch(method, path, { "content-type": "application/json", ...headers }, body);
    return parse(await response.text()) as T;
  }

  /** An answer of any length, in parts as they come. @throws CliProblem 3 as `send` does, also in the middle */
  async download(path: string): Promise<AsyncIterable<Uint8Array>> {
    const { body } = await this.#fetch("GET", path);
    return this.#parts(body);
  }

  /** Where a page of the admin UI is. */
  page(path: string): string {
    return new URL(path, this.#url).href;
  }

  async *#parts(body: unknown): AsyncGenerator<Uint8Array> {
    try {
      // Node's streams can be iterated over; browsers' types, which some programs that import this go by, don't say so.
      if (body !== null) yield* body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw new CliProblem(3, `The answer of ${this.#url} broke off: ${reasonOf(error)}; what has come is not all`, {
        code: "NO_SERVER",
      });
    }
  }

  async #fetch(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Response> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new CliProblem(3, `No server answers at ${this.#url}: ${reasonOf(error)}. Is SWITCHYARD_URL right?`, {
        code: "NO_SERVER",
      });
    });
    if (response.ok) return response;
    const answer = parse(await response.text()) as Refusal | undefined;
    const { code, message = `status ${response.status}`, details } = answer?.error ?? {};
    throw new CliProblem(3, `${this.#url} refused: ${message}`, { code, details });
  }
}

/** @throws CliProblem 2 naming the setting that is missing */
export function apiOf({ env }: Io): Api {
  return new Api(urlOf(env), setting(env, "SWITCHYARD_ADMIN_TOKEN", "the admin API token of the server"));
}

/** @throws CliProblem 2 */
function urlOf(env: Io["env"]): string {
  const url = setting(env, "SWITCHYARD_URL", "where the server is, such as http://localhost:4000");
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CliProblem(2, `SWITCHYARD_URL must be an http:// or https:// address, received ${JSON.stringify(url)}`);
  }
  return url;
}

function setting(env: Io["env"], name: string, what: string): string {
  const value = env[name];
  if (value) return value;
  throw new CliProblem(2, `${name} must be set: ${what}`);
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? "unknown";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
