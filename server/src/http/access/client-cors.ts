import { cors } from "hono/cors";
import { isAllowedOrigin } from "../../live/index.ts";
import type { Storage } from "../../storage/port.ts";

/** A preflight shows no key, and anybody may send one: the keys are read so often at most. */
const READ_EVERY_MS = 1_000;
/** What Chromium takes at most. */
const PREFLIGHT_SECONDS = 7_200;

/**
 * Lets pages of the origins that client keys allow read the answers, errors included. Which key came with which origin is
 * checked by the routes themselves.
 */
export function clientCors(storage: Storage) {
  const isKnownOrigin = knownOrigins(storage);
  return cors({
    origin: async (origin) => ((await isKnownOrigin(origin)) ? origin : null),
    allowMethods: ["GET", "POST"],
    allowHeaders: ["Authorization", "Content-Type", "If-None-Match"],
    exposeHeaders: ["ETag", "Retry-After"],
    maxAge: PREFLIGHT_SECONDS,
  });
}

/** Whether any client key in force may be used from an origin. While the database fails, what was known stays. */
export function knownOrigins(storage: Storage): (origin: string) => Promise<boolean> {
  let allowed: string[][] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const environments = await storage.allEnvironments();
    const keys = (await Promise.all(environments.map(({ id }) => storage.keys(id)))).flat();
    const inForce = keys.filter(({ kind, revokedAt }) => kind === "client" && revokedAt === undefined);
    allowed = inForce.map(({ origins }) => origins);
  }

  return async (origin) => {
    if (performance.now() - readAt >= READ_EVERY_MS) {
      readAt = performance.now();
      reading = read().catch(() => {});
    }
    await reading;
    return allowed.some((origins) => isAllowedOrigin(origins, origin));
  };
}
