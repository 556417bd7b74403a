import { NO_TRACER, type Tracer } from "./tracer.ts";

/**
 * The tracer that `OTEL_EXPORTER_OTLP_ENDPOINT` asks for. Without it nothing of OpenTelemetry is even loaded but its
 * empty interface, which prom-client brings.
 *
 * @param isWanted whether there is a collector
 */
export async function createTracer(isWanted: boolean): Promise<Tracer> {
  if (!isWanted) return NO_TRACER;
  const { createOtlpTracer } = await import("./otlp-tracer.ts");
  return createOtlpTracer();
}
