import { ENVIRONMENT_HEADER } from "@switchyard/core";
import type { Api } from "../env.ts";
import { route } from "../route.ts";
import type { Services } from "../services.ts";
import { answerSnapshot } from "../snapshot-answer.ts";

const getSnapshot = route("sdk", {
  method: "get",
  path: "/v1/snapshot",
  summary:
    "The whole rules of the key's environment, for server SDKs that can't stream; answers If-None-Match, and says in Switchyard-Environment which environment that is",
  responses: {
    200: { description: "The same JSON as the stream's snapshot message" },
    304: { description: "Nothing changed" },
  },
});

export function snapshotRoutes(api: Api, { live }: Services): void {
  api.openapi(getSnapshot, async (c) => {
    const { environmentId } = c.var.sdkKey;
    const place = await live.told(environmentId);
    if (place !== undefined) c.header(ENVIRONMENT_HEADER, place);
    return answerSnapshot(c, await live.snapshot(environmentId), { compressed: true });
  });
}
