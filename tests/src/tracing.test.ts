import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

const TELL_MODULES = new URL("./support/tell-modules.mjs", import.meta.url).href;

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

async function start(env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const folder = temporaryFolder();
  const server = await startServer({ folder: folder.path, env: { NODE_OPTIONS: `--import ${TELL_MODULES}`, ...env } });
  onTestFinished(async () => {
    await server.stop();
    folder.remove();
  });
  return server;
}

async function modulesLoaded({ process: { child, line } }: TestServer): Promise<number> {
  child.kill("SIGUSR2");
  const [, loaded] = await line(/^modules 1: (\d+)$/);
  return Number(loaded);
}

/** What a collector is sent, as OTLP's JSON has it. */
async function startCollector() {
  const spans: Span[] = [];
  const services = new Set<unknown>();
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans) {
        for (const { key, value } of resource.attributes) if (key === "service.name") services.add(value.stringValue);
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { spans, services, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it("nothing of OpenTelemetry is loaded when nobody collects", async () => {
  const server = await start();
  await server.api.createFlag("default", { key: "first" });
  expect(await modulesLoaded(server)).toBe(0);
});

it("a collector is told of requests and of their changes, in the caller's trace, by route and without what was asked", async () => {
  const { spans, services, url } = await startCollector();
  const server = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SERVICE_NAME: "flags-of-shop" });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  await server.api.ok("POST", "/api/v1/projects/default/flags", { key: "canary-flag" }, headers);
  await server.api.ok("GET", "/api/v1/projects/default/flags/canary-flag?canary=query");
  expect(await modulesLoaded(server)).toBeGreaterThan(10);
  expect(await server.stop()).toBe(0);

  const named = (name: string) => spans.find((span) => span.name === name);
  const post = named("POST /api/v1/projects/:project/flags");
  expect(post).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
  expect(post?.attributes).toContainEqual({ key: "http.response.status_code", value: { intValue: 201 } });
  expect(spans).toContainEqual(
    expect.objectContaining({ name: "storage.change", traceId, parentSpanId: post?.spanId }),
  );
  expect(named("GET /api/v1/projects/:project/flags/:flag")).toBeDefined();
  expect([...services]).toEqual(["flags-of-shop"]);
  expect(JSON.stringify(spans)).not.toContain("canary");
});
