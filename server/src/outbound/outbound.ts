import { lookup } from "node:dns/promises";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { SwitchyardError } from "../errors.ts";
import { type AllowedOrigins, hostOf, readTarget, requireReachable, type Target } from "./target.ts";

/** For the name, the connection and the whole answer together. */
const TIMEOUT_MS = 10_000;
/** Of an answer's body. The rest is not read. */
const MAX_ANSWER_BYTES = 4_096;
const MAX_EXCERPT = 300;

/** @returns every address of a name */
export type Resolve = (host: string) => Promise<string[]>;

interface Answer {
  status: number;
  /** How its body begins, without control characters. */
  excerpt: string;
  /** Seconds that it asks to wait. */
  retryAfter?: number;
}

export interface Outbound {
  /**
   * Refuses an address that leads, or whose name leads, where nothing may be sent.
   *
   * @throws SwitchyardError INVALID_REQUEST
   */
  check(url: string): Promise<void>;

  /**
   * Posts to an address that is checked anew. The connection goes to the very address that was checked, so that a name which
   * leads elsewhere a moment later changes nothing. No redirect is followed and no proxy is asked.
   *
   * @throws SwitchyardError INVALID_REQUEST when it must not be, Error with a sentence when nothing answered
   */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer>;
}

/** @param options.allowed see {@link AllowedOrigins} */
export function createOutbound(options: { allowed: AllowedOrigins; resolve?: Resolve; timeoutMs?: number }): Outbound {
  const { allowed, resolve = resolveByDns, timeoutMs = TIMEOUT_MS } = options;

  async function addressOf({ url, isAllowed }: Target): Promise<string> {
    const host = hostOf(url);
    if (isIP(host) !== 0) return host;
    const addresses = await within(timeoutMs, resolve(host)).catch(() => []);
    const [first] = addresses;
    if (first === undefined) throw new SwitchyardError("INVALID_REQUEST", `The name ${host} leads to no address`);
    requireReachable(addresses, isAllowed, host);
    return first;
  }

  return {
    async check(text) {
      await addressOf(readTarget(text, allowed));
    },
    async post(text, headers, body) {
      const deadline = performance.now() + timeoutMs;
      const target = readTarget(text, allowed);
      const address = await addressOf(target);
      return send(target.url, address, headers, body, Math.max(1, Math.ceil(deadline - performance.now())));
    },
  };
}

const resolveByDns: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it took too long")), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function send(
  url: URL,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<Answer> {
  const isSecure = url.protocol === "https:";
  const host = hostOf(url);
  const isName = isIP(host) === 0;
  return new Promise((resolve, reject) => {
    const options = {
      // An address, never a name: nothing is looked up again.
      host: address,
      port: url.port || (isSecure ? 443 : 80),
      path: `${url.pathname}${url.search}`,
      method: "POST",
      headers: {
        "user-agent": "Switchyard",
        accept: "*/*",
        ...headers,
        host: url.host,
        "content-length": Buffer.byteLength(body),
      },
      signal: AbortSignal.timeout(timeoutMs),
    };
    // Agents of their own: the global ones may be told to use a proxy.
    const request = isSecure
      ? httpsRequest({ ...options, agent: new HttpsAgent({ keepAlive: false }), servername: isName ? host : "" })
      : httpRequest({ ...options, agent: new HttpAgent({ keepAlive: false }) });
    request.on("error", (error) => reject(new Error(wordsOf(error, timeoutMs))));
    request.on("response", (response) => {
      readExcerpt(response).then(
        (excerpt) => {
          const retryAfter = Number(response.headers["retry-after"]);
          resolve({ status: response.statusCode ?? 0, excerpt, ...(retryAfter > 0 ? { retryAfter } : {}) });
          request.destroy();
        },
        (error: Error) => reject(new Error(wordsOf(error, timeoutMs))),
      );
    });
    request.end(body);
  });
}

/** No more than the beginning, however long it goes on. */
async function readExcerpt(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= MAX_ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString("utf8");
  return text
    .replaceAll(/[\s\p{Control}\p{Surrogate}\p{Format}]+/gu, " ")
    .trim()
    .slice(0, MAX_EXCERPT);
}

const MEANINGS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was ended",
  EHOSTUNREACH: "the host can't be reached",
  ENETUNREACH: "the network can't be reached",
  ETIMEDOUT: "nothing answered",
  HPE_INVALID_CONSTANT: "the answer is not HTTP",
};

function wordsOf(error: Error, timeoutMs: number): string {
  const { name, code } = error as NodeJS.ErrnoException;
  if (name === "AbortError" || name === "TimeoutError") return `No answer within ${Math.ceil(timeoutMs / 1000)} s`;
  if (code === undefined) return "No answer: the connection failed";
  return `No answer: ${MEANINGS[code] ?? "the connection failed"} (${code})`;
}
