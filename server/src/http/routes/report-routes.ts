import { z } from "@hono/zod-openapi";
import { parseReportRequest } from "@switchyard/core";
import { SwitchyardError } from "../../errors.ts";
import type { Api } from "../env.ts";
import { body, route } from "../route.ts";
import type { Services } from "../services.ts";

/** The body's outline. What is inside is read by core, as it is on the stream. */
const reportRequestSchema = z.strictObject({
  sdk: z.string().describe("Name and version of the SDK, such as node/0.1.0"),
  instance: z.string().describe("Random, one per client object"),
  app: z.string().optional(),
  applied: z
    .looseObject({ epoch: z.string(), version: z.number(), stamp: z.string().optional() })
    .optional()
    .describe("What is evaluated with now: counts in receipts"),
  report: z
    .looseObject({ seq: z.number(), evaluations: z.array(z.unknown()) })
    .optional()
    .describe("What was evaluated since the last one; see docs/protocol.md"),
  guards: z
    .looseObject({ seq: z.number(), reports: z.array(z.unknown()) })
    .optional()
    .describe("What was counted for guarded rollouts; see docs/protocol.md"),
});

const postReport = route("anySdk", {
  method: "post",
  path: "/v1/report",
  summary: "For SDKs that can't stream: a sign of life, the version that is evaluated with, and what was evaluated",
  request: { body: body(reportRequestSchema) },
  responses: { 204: { description: "Taken; a report that was counted before is not counted again" } },
});

export function reportRoutes(api: Api, { live }: Services): void {
  api.openapi(postReport, async (c) => {
    const request = parseReportRequest(c.req.valid("json"));
    if ("problem" in request) throw new SwitchyardError("INVALID_REQUEST", request.problem);
    await live.report(c.var.sdkKey, request);
    return c.body(null, 204);
  });
}
