import type { JsonValue } from "@switchyard/core";
import type { Role } from "../storage/authority.ts";
import type { Io } from "./io.ts";
import { CliProblem } from "./problem.ts";

interface Refusal {
  error?: { code?: string; message?: string; details?: JsonValue };
}

/** What a command shows the server, and the variable that it came from: messages name that, never the token. */
interface Credential {
  variable: string;
  token: string;
}

/** An API token comes before the operator's: whoever sets both wants the one that may do less. */
const VARIABLES = ["SWITCHYARD_API_TOKEN", "SWITCHYARD_ADMIN_TOKEN"];

/** The server itself gives up sooner; nobody should wait for a kill that went nowhere. */
const ANSWER_MS = 15_000;

const silence = (method: string) =>
  new Error(`it said nothing for ${ANSWER_MS / 1000} s${method === "GET" ? "" : ", and may have done it or not"}`);

/** The server's HTTP API, as the environment variables name it. */
export class Api {
  readonly #url: string;
  readonly #credential: Credential;

  constructor(url: string, credential: Credential) {
    this.#url = url;
    this.#credential = credential;
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
    // Until the answer begins: one of any length may follow.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(silence(method)), ANSWER_MS);
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: { authorization: `Bearer ${this.#credential.token}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: patience.signal,
    })
      .catch((error: unknown) => {
        throw new CliProblem(3, `No server answers at ${this.#url}: ${reasonOf(error)}. Is SWITCHYARD_URL right?`, {
          code: "NO_SERVER",
        });
      })
      .finally(() => clearTimeout(timer));
    if (response.ok) return response;
    const answer = parse(await response.text()) as Refusal | undefined;
    const { code, message = `status ${response.status}`, details } = answer?.error ?? {};
    throw new CliProblem(3, this.#refusal(response.status, message), { code, details });
  }

  #refusal(status: number, message: string): string {
    const { variable, token } = this.#credential;
    if (status === 401 || status === 403) return `${this.#url} refused the token in ${variable}: ${message}`;
    // The server doesn't tell a token what it may not see from what there is not.
    const mayBeHidden = token.startsWith("sw_api_") && /^There is no (project|environment) /.test(message);
    return `${this.#url} refused: ${message}${mayBeHidden ? `, or the token in ${variable} has no role there` : ""}`;
  }
}

/**
 * @param needs what the token must be allowed, for the message when there is none
 * @param instead what would need no server, for the same
 * @throws CliProblem 2 naming the setting that is missing
 */
export function apiOf({ env }: Io, needs: string, instead = ""): Api {
  const url = env.SWITCHYARD_URL;
  if (!url) {
    throw new CliProblem(2, `SWITCHYARD_URL must be set: where the server is, such as http://localhost:4000${instead}`);
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CliProblem(2, `SWITCHYARD_URL must be an http:// or https:// address, received ${JSON.stringify(url)}`);
  }
  const variable = VARIABLES.find((name) => env[name]);
  if (variable !== undefined) return new Api(url, { variable, token: tokenIn(variable, env[variable] ?? "") });
  const others = `or SWITCHYARD_ADMIN_TOKEN to the operator's${instead}`;
  throw new CliProblem(2, `SWITCHYARD_API_TOKEN must be set to an API token (sw_api_…) ${needs}, ${others}`);
}

/** What can't be in a header is not left to `fetch`, whose message has the token in it. A file's last line break is no harm. */
function tokenIn(variable: string, value: string): string {
  const token = value.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const rule = "must be printable ASCII characters without spaces and line breaks";
  throw new CliProblem(2, `${variable} ${rule}, received ${token.length} characters, others among them`);
}

/** What `apiOf` says that a token needs. */
export const roleIn = (role: Role, place: { project: string; environment?: string }): string =>
  `with the role ${role} in ${place.environment === undefined ? `project ${place.project}` : `${place.project}/${place.environment}`}`;

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
