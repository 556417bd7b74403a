import type { Api } from "../env.ts";
import { route } from "../route.ts";
import type { Services } from "../services.ts";
import { answerSnapshot } from "../snapshot-answer.ts";

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
  api.openapi(getSnapshot, async (c) =>
    answerSnapshot(c, await live.snapshot(c.var.sdkKey.environmentId), { compressed: true }),
  );
}
