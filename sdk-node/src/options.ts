import type { Advice, Logger } from "./advice.ts";
import type { Evaluation } from "./evaluation-events.ts";
import type { Overrides } from "./overrides.ts";

export interface ClientOptions {
  /**
   * Where the server is, such as `https://flags.example.com`.
   * @default process.env.SWITCHYARD_URL
   */
  url?: string | undefined;
  /**
   * A server key of the environment, `sw_server_…`.
   * @default process.env.SWITCHYARD_SDK_KEY
   */
  sdkKey?: string | undefined;
  /**
   * The environment that `sdkKey` should be of, such as `staging` or, with its project, `web/staging`. A key of another one is an
   * error in the log, once; its flags answer all the same, and `status.environment` names it.
   * @default whichever the key is of
   */
  environment?: string | undefined;
  /** Names this application in receipts, such as `billing-worker`. At most 100 characters. */
  appName?: string | undefined;
  /**
   * Hears of mistakes and outages; pino, winston and `console` fit.
   * @default console
   */
  logger?: Logger | undefined;
  /**
   * Where a copy of the last good flags is kept, so that a start without a server has them. A path whose folder exists.
   * @default none is kept
   */
  cacheFile?: string | undefined;
  /** Flags to begin with: what `GET /v1/snapshot` answered. Whatever the server or the cache file has comes before it. */
  bootstrap?: object | undefined;
  /** Values by flag key that stand in for every answer, for local work. `SWITCHYARD_OVERRIDES` (JSON) goes over them. */
  overrides?: Overrides | undefined;
  /**
   * Names of attributes that never leave this process, wherever they stand in a context: people who look at evaluations
   * live see `[private]`.
   * @default []
   */
  privateAttributes?: readonly string[] | undefined;
  /**
   * Is told of each evaluation, before its answer is given: keep it quick. `evaluationEvents` makes OpenTelemetry's events of them.
   * @default nobody is told, at no cost
   */
  onEvaluation?: ((evaluation: Evaluation) => void) | undefined;
}

/** What is needed to connect, or why nobody can. */
export type Target = { url: URL; sdkKey: string } | { mistake: string };

/** The address of the stream and the key to open it with, from the options or the environment. */
export function readTarget(options: ClientOptions): Target {
  const url = options.url || process.env.SWITCHYARD_URL;
  const sdkKey = options.sdkKey || process.env.SWITCHYARD_SDK_KEY;
  if (!url) return { mistake: "no url: pass `url` to createClient() or set SWITCHYARD_URL" };
  const stream = streamUrl(url);
  if (!stream) {
    return { mistake: `the url must be like https://flags.example.com, received ${JSON.stringify(url)}` };
  }
  if (!sdkKey) return { mistake: "no SDK key: pass `sdkKey` to createClient() or set SWITCHYARD_SDK_KEY" };
  if (typeof sdkKey !== "string" || !/^[\x21-\x7e]+$/.test(sdkKey)) {
    return { mistake: "the SDK key must be a string of printable ASCII without spaces, as the server gave it out" };
  }
  if (sdkKey.startsWith("sw_client_")) {
    return {
      mistake: "this is a client key, made for browsers: @switchyard/sdk-node needs a server key (sw_server_…)",
    };
  }
  return { url: stream, sdkKey };
}

/** `/v1/stream` below the given address, whose path is kept for servers behind a proxy. */
function streamUrl(address: string): URL | undefined {
  try {
    const url = new URL(address);
    if (!/^(http|ws)s?:$/.test(url.protocol)) return undefined;
    url.protocol = url.protocol.replace("http", "ws");
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/stream`;
    url.search = "";
    url.hash = "";
    return url;
  } catch {
    return undefined;
  }
}

/** The environment that the key should be of, if one can have such a name. */
export function readEnvironment({ environment }: ClientOptions, advice: Advice): string | undefined {
  if (
    environment === undefined ||
    (typeof environment === "string" && /^([a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(environment))
  )
    return environment;
  const received = JSON.stringify(environment);
  advice.say(
    "warn",
    `\`environment\` must be a key such as staging or web/staging, received ${received}; going on without it`,
  );
  return undefined;
}

/** The application's name if a server would take it. */
export function readAppName({ appName }: ClientOptions, advice: Advice): string | undefined {
  if (appName === undefined || (typeof appName === "string" && /^[^\p{C}]{1,100}$/u.test(appName))) return appName;
  advice.say("warn", "`appName` must be 1 to 100 characters without control characters; going on without it");
  return undefined;
}
