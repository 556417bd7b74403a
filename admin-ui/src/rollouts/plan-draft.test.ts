import { expect, it } from "vitest";
import type { Configuration, Flag } from "../api/types.ts";
import { draftOf, firstChoices } from "./plan-draft.ts";

const flag = { key: "checkout", variants: [{ key: "on" }, { key: "off" }] } as Flag;
const served = (fallthrough: Configuration["fallthrough"]) => ({ fallthrough, offVariant: "off" }) as Configuration;

it("begins with errors and latency, and with the other variant where everyone gets the off one", () => {
  const draft = draftOf(firstChoices(flag, served({ variant: "off" })));
  expect(draft.guards?.map(({ key, kind }) => `${key} ${kind}`)).toEqual([
    "errors rate",
    "latency mean",
    "p99 quantile",
  ]);
  expect(draft).toMatchObject({ variants: [{ variant: "on", weight: 1 }], otherwise: "off", alpha: 0.01 });
  expect(draft.stages?.map(({ percentage }) => percentage)).toEqual([5, 25, 50, 100]);
});

it("leaves a rollout that is there what it is", () => {
  const fallthrough = { rollout: { percentage: 5, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } };
  expect(draftOf(firstChoices(flag, served(fallthrough)))).not.toHaveProperty("variants");
});

it("has a metric for each guard, once", () => {
  const choices = {
    ...firstChoices(flag, served({ variant: "off" })),
    errors: false,
    latency: false,
    errorLimit: 0.5,
    events: [
      { event: "checkout.failed", harm: "more" as const },
      { event: "order", harm: "lower" as const },
    ],
  };
  const { guards = [], metrics = [] } = draftOf(choices);
  expect(metrics).toEqual([
    { key: "errors", kind: "count", from: "requests" },
    { key: "latency", kind: "values", from: "requests" },
    { key: "checkout.failed", kind: "count", from: "event", event: "checkout.failed" },
    { key: "order", kind: "values", from: "event", event: "order" },
  ]);
  expect(guards).toContainEqual({ key: "error limit", metric: "errors", kind: "limit", limit: 0.005 });
  expect(guards).toContainEqual({ key: "order", metric: "order", kind: "mean", worse: "down" });
  for (const { metric } of guards) expect(metrics.filter(({ key }) => key === metric)).toHaveLength(1);
});
