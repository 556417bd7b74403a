import { z } from "@hono/zod-openapi";
import { SwitchyardError } from "../../errors.ts";
import type { Api } from "../env.ts";
import { answer, route } from "../route.ts";
import type { Services } from "../services.ts";

const DEADLINE_MS = 2000;

const getLive = route("public", {
  method: "get",
  path: "/health/live",
  summary: "Whether the process answers",
  responses: { 200: answer(z.object({ status: z.literal("live") }), "It does") },
});

const getReady = route("public", {
  method: "get",
  path: "/health/ready",
  summary: "Whether requests can be served now: asks the database, every time, and says no when the server is going",
  responses: { 200: answer(z.object({ status: z.literal("ready") }), "They can; otherwise 503") },
});

export function healthRoutes(api: Api, { storage, live }: Services): void {
  api.openapi(getLive, (c) => c.json({ status: "live" as const }, 200));

  api.openapi(getReady, async (c) => {
    if (!live.isServing()) throw new SwitchyardError("UNAVAILABLE", "The server is going");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${DEADLINE_MS} ms`)), DEADLINE_MS);
    });
    try {
      await Promise.race([storage.accounts.countUsers(), late]);
    } catch (cause) {
      throw new SwitchyardError("UNAVAILABLE", "The database does not answer", { cause });
    } finally {
      clearTimeout(timer);
    }
    return c.json({ status: "ready" as const }, 200);
  });
}
