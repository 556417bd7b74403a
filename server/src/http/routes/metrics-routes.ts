import type { Api } from "../env.ts";
import { route } from "../route.ts";
import type { Services } from "../services.ts";

const getMetrics = route("metrics", {
  method: "get",
  path: "/metrics",
  summary: "Metrics of this process, for Prometheus; with the metrics token (SWITCHYARD_METRICS_TOKEN) or as an owner",
  responses: { 200: { description: "Prometheus's text format" } },
});

export function metricsRoutes(api: Api, { metrics }: Services): void {
  api.openapi(getMetrics, async (c) => {
    const { type, text } = await metrics.read();
    return c.body(text, 200, { "content-type": type });
  });
}
