import type { Api } from "./env.ts";
import { route } from "./route.ts";
import type { Services } from "./services.ts";

const getSnapshot = route("sdk", {
  method: "get",
  path: "/v1/snapshot",
  summary: "The whole rules of the key's environment, for server SDKs that can't stream; answers If-None-Match",
  responses: {
    200: { description: "The same JSON as the stream's snapshot message" },
    304: { description: "Nothing changed" },
  },
});

export function snapshotRoutes(api: Api, { live }: Services): void {
  api.openapi(getSnapshot, async (c) => {
    const { body, etag } = await live.snapshot(c.var.sdkKey.environmentId);
    c.header("etag", etag);
    c.header("cache-control", "no-cache");
    const known = (c.req.header("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    if (known.includes(etag)) return c.body(null, 304);
    return c.body(new Uint8Array(body), 200, { "content-type": "application/json" });
  });
}
