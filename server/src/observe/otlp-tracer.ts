import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { Tracer } from "./tracer.ts";

/** Loaded only when there is a collector. OpenTelemetry itself reads the other `OTEL_…` variables. */
export function createOtlpTracer(): Tracer {
  const named = defaultResource().merge(resourceFromAttributes({ "service.name": "switchyard" }));
  const resource = named.merge(detectResources({ detectors: [envDetector] }));
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  // Also sets how the context is kept over `await`, and W3C's `traceparent` as the way to pass it on.
  provider.register();
  const tracer = trace.getTracer("switchyard");

  return {
    begin({ method, headers }) {
      const parent = propagation.extract(context.active(), headers);
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, parent);
      return {
        run: (work) => context.with(trace.setSpan(parent, span), work),
        end(route, status) {
          span.updateName(`${method} ${route}`);
          span.setAttributes({
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
          });
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    span: (name, work) =>
      tracer.startActiveSpan(name, (span) =>
        work()
          .catch((error: unknown) => {
            span.setStatus({ code: SpanStatusCode.ERROR });
            throw error;
          })
          .finally(() => span.end()),
      ),
    close: () => provider.shutdown().catch(() => {}),
  };
}
