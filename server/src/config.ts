import { z } from "zod";
import { readProxies, type TrustedProxies } from "./auth/client-address.ts";
import type { OidcSettings } from "./auth/oidc/provider.ts";
import { readOidc } from "./oidc-config.ts";
import { StartError } from "./start-error.ts";

export interface Config {
  /** 0 lets the system choose. */
  port: number;
  host: string;
  /** `file:…` or `postgres://…`. */
  database: string;
  adminToken?: string;
  /** SDKs that may be connected at once. */
  maxConnections: number;
  /** What signed contexts are derived from. */
  secret?: string;
  demo: boolean;
  metricsToken?: string;
  logLevel: LogLevel;
  /** Whether there is a collector of traces. */
  tracing: boolean;
  /** Absent where people sign in with a password only. */
  oidc?: OidcSettings | undefined;
  /** Whether remote evaluation names a stream of changes. */
  ofrepPush: boolean;
  /** Absent where nobody's `X-Forwarded-For` is believed. */
  trustedProxies?: TrustedProxies | undefined;
  /** Origins that webhooks may go to although they are in a private network. */
  webhookAllow: ReadonlySet<string>;
}

const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const DEFAULT_MAX_CONNECTIONS = 20_000;
const MIN_TOKEN_LENGTH = 32;
export const MIN_SECRET_LENGTH = 32;

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535));
const maxConnections = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(1_000_000));
const host = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/);
const database = z.string().regex(/^(file:.|postgres(ql)?:\/\/.)/);
const onOrOff = z.enum(["0", "1"]).transform((value) => value === "1");
/** Plain http may be read on its way: it is for what never leaves this machine. */
const isOrigin = (text: string) =>
  URL.canParse(text) &&
  new URL(text).origin === text &&
  /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$))/.test(text);
const origins = z
  .string()
  .transform((text) => text.split(",").map((one) => one.trim()))
  .refine((all) => all.every(isOrigin))
  .transform((all) => new Set(all));
const proxies = z.string().transform((text, context) => {
  const read = readProxies(text);
  if (read === undefined) context.addIssue("no list of proxies");
  return read;
});
const adminToken = z
  .string()
  .min(MIN_TOKEN_LENGTH)
  .regex(/^[\x21-\x7e]+$/);

/**
 * Reads the settings: the only place that looks at the process's environment. An empty setting counts as absent.
 *
 * @throws StartError naming the setting, the rule and what was received
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = <T>(name: string, schema: z.ZodType<T>, rule: string, received: (value: string) => string = quote) => {
    const value = env[name];
    if (value === undefined || value === "") return undefined;
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new StartError(`${name} must be ${rule}, received ${received(value)}`);
    return parsed.data;
  };
  return {
    port: read("PORT", port, "a whole number from 0 to 65535") ?? 4000,
    host: read("HOST", host, "a host name or an IP address to listen on, such as localhost or 0.0.0.0") ?? "localhost",
    database:
      read(
        "SWITCHYARD_DATABASE",
        database,
        "a file such as file:./data/switchyard.db, or a postgres:// address",
        // A password may hold whatever its owner forgot to encode: all before the last @ is left out.
        (value) => quote(value.replace(/\/\/.*@/s, "//…@")),
      ) ?? "file:./data/switchyard.db",
    adminToken: read(
      "SWITCHYARD_ADMIN_TOKEN",
      adminToken,
      `at least ${MIN_TOKEN_LENGTH} printable ASCII characters without spaces`,
      (value) => `${value.length} characters`,
    ),
    maxConnections:
      read("SWITCHYARD_MAX_CONNECTIONS", maxConnections, "a whole number from 1 to 1000000") ?? DEFAULT_MAX_CONNECTIONS,
    secret: read(
      "SWITCHYARD_SECRET",
      z.string().min(MIN_SECRET_LENGTH),
      `at least ${MIN_SECRET_LENGTH} characters`,
      (value) => `${value.length} characters`,
    ),
    metricsToken: read(
      "SWITCHYARD_METRICS_TOKEN",
      adminToken,
      `at least ${MIN_TOKEN_LENGTH} printable ASCII characters without spaces`,
      (value) => `${value.length} characters`,
    ),
    oidc: readOidc(env, read),
    logLevel: read("SWITCHYARD_LOG_LEVEL", z.enum(LOG_LEVELS), `one of ${LOG_LEVELS.join(", ")}`) ?? "info",
    tracing: Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT),
    demo: read("SWITCHYARD_DEMO", onOrOff, "1 or 0") ?? false,
    webhookAllow:
      read(
        "SWITCHYARD_WEBHOOK_ALLOW",
        origins,
        "origins separated by commas, such as https://hooks.example.internal,http://localhost:9000; http is for this machine only",
      ) ?? new Set(),
    trustedProxies: read(
      "SWITCHYARD_TRUSTED_PROXIES",
      proxies,
      "addresses and networks separated by commas, such as 10.0.0.5,fd00::/8, and not all there are",
    ),
    ofrepPush: read("SWITCHYARD_OFREP_PUSH", onOrOff, "1 or 0") ?? true,
  };
}

const quote = (value: string) => JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
