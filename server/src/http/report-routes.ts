import { z } from "@hono/zod-openapi";
import { parseReportRequest } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Api } from "./env.ts";
import { body, route } from "./route.ts";
import type { Services } from "./services.ts";

/** For the description only: core reads it, as it does on the stream. */
const reportRequestSchema = z.looseObject({}).openapi({
  description: "ReportRequest of docs/protocol.md",
  properties: {
    sdk: { type: "string", description: "Name and version of the SDK, such as node/0.1.0" },
    instance: { type: "string", description: "Random, one per client object" },
    app: { type: "string" },
    applied: {
      type: "object",
      description: "What is evaluated with now",
      properties: { epoch: { type: "string" }, version: { type: "integer" } },
      required: ["epoch", "version"],
    },
    report: {
      type: "object",
      properties: {
        seq: { type: "integer", description: "Rises by one with each report of an instance, from 1" },
        evaluations: { type: "array", items: { type: "object" } },
        unknown: { type: "array", items: { type: "object" } },
        events: { type: "array", items: { type: "object" } },
        dropped: { type: "integer" },
      },
      required: ["seq", "evaluations"],
    },
  },
  required: ["sdk", "instance"],
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
