import { flag } from "@switchyard/core/fixtures.case";
import { expect, test } from "vitest";
import { type ClientOptions, evaluationEvents } from "./index.ts";
import { changes, createLog, snapshot, startClient, startStreamServer } from "./stream-server.case.ts";

async function startTold(onEvaluation: NonNullable<ClientOptions["onEvaluation"]>) {
  const server = await startStreamServer();
  const client = startClient({ url: server.url, onEvaluation });
  const stream = await server.stream();
  stream.say(snapshot(3, flag("a"), flag("b", { enabled: false })));
  await client.waitForReady();
  return { client, stream };
}

test("OpenTelemetry hears of each evaluation", async () => {
  const records: object[] = [];
  const { client } = await startTold(evaluationEvents({ emit: (record) => records.push(record) }));
  client.isEnabled("a", { targetingKey: "ann" });
  client.getDetails("b", {}, true);
  client.getValue("nope", { targetingKey: "ann" }, 5);
  const event = (attributes: object) => ({
    eventName: "feature_flag.evaluation",
    attributes: { "feature_flag.provider.name": "switchyard", "feature_flag.version": "3", ...attributes },
  });
  expect(records).toEqual([
    event({
      "feature_flag.key": "a",
      "feature_flag.result.reason": "static",
      "feature_flag.result.variant": "on",
      "feature_flag.context.id": "ann",
    }),
    event({
      "feature_flag.key": "b",
      "feature_flag.result.reason": "disabled",
      "feature_flag.result.variant": "off",
    }),
    event({
      "feature_flag.key": "nope",
      "feature_flag.result.reason": "error",
      "error.type": "flag_not_found",
      "feature_flag.context.id": "ann",
    }),
  ]);
});

test("before the first flags it is told so", async () => {
  const told: object[] = [];
  const client = startClient({ url: "http://127.0.0.1:1", logger: createLog(), onEvaluation: (one) => told.push(one) });
  client.isEnabled("a");
  expect(told).toEqual([{ flag: "a", reason: "ERROR", errorCode: "PROVIDER_NOT_READY" }]);
});

test("who is told and throws changes no answer, and is named once", async () => {
  const { client, stream } = await startTold(() => {
    throw new Error("no disk");
  });
  expect([client.isEnabled("a"), client.isEnabled("a"), client.isEnabled("b")]).toEqual([true, true, false]);
  stream.say(changes(3, 4, [flag("b")]));
  expect(client.log).toEqual(["error: [switchyard] onEvaluation failed: Error: no disk"]);
});
