import { expect, it } from "vitest";
import type { Webhook } from "../api/types.ts";
import { healthWords, webhookWords } from "./webhook-words.ts";

const webhook: Webhook = {
  id: "w",
  name: "Ops",
  url: "https://hooks.example.org/…",
  format: "slack",
  environments: [],
  actions: [],
  checkpointHours: 0,
  enabled: true,
  disabledReason: null,
  createdAt: 0,
  createdBy: "Ana",
  rotatedAt: null,
  failures: 0,
  failingSince: null,
  deliveredAt: null,
  pending: 0,
};

it("says what a webhook is told", () => {
  expect(webhookWords(webhook)).toBe("Slack, of every change");
  expect(webhookWords({ ...webhook, format: "json", actions: ["flag.killed"], environments: ["production"] })).toBe(
    "JSON, of “Killed” in production",
  );
  expect(webhookWords({ ...webhook, checkpointHours: 24 })).toBe(
    "Slack, of every change, and a checkpoint every 24 hours",
  );
});

it("says how sending goes", () => {
  const ago = (at: number) => `at ${at}`;
  expect(healthWords(webhook, ago)).toEqual({ words: "Nothing delivered yet", bad: false });
  expect(healthWords({ ...webhook, deliveredAt: 5, pending: 2 }, ago).words).toBe("Delivered at 5; 2 waiting");
  expect(healthWords({ ...webhook, failures: 3, failingSince: 7 }, ago)).toEqual({
    words: "Failing since at 7, 3 in a row",
    bad: true,
  });
  expect(healthWords({ ...webhook, enabled: false, disabledReason: "gone (410)" }, ago)).toEqual({
    words: "Disabled: gone (410)",
    bad: true,
  });
});
