import { expect, it, vi } from "vitest";
import type { Environment, Rollout } from "../api/types.ts";
import { rolloutActions } from "./rollout-actions.ts";
import { parseRolloutCommand } from "./rollout-command.ts";

const environment = (key: string, role: Environment["role"]) => ({ key, name: key, role }) as Environment;
const ENVIRONMENTS = [environment("production", "responder"), environment("staging", "editor")];
const rollout = (flag: string, where: string, status: Rollout["status"], stage = 0) =>
  ({
    id: `${flag} ${where} ${status}`,
    environment: where,
    status,
    plan: { name: "standard", flag, stages: [{ percentage: 5 }, { percentage: 100 }] },
    progress: { stage, percentage: stage === 0 ? 5 : 100 },
  }) as unknown as Rollout;
const ALL = [
  rollout("checkout", "production", "running", 1),
  rollout("checkout", "staging", "draft"),
  rollout("search", "staging", "paused"),
  rollout("search", "production", "rolledBack"),
];

const offered = (text: string, run = vi.fn()) => {
  const command = parseRolloutCommand(text, ENVIRONMENTS);
  return command ? rolloutActions(command, ALL, ENVIRONMENTS, run).map(({ label }) => label) : undefined;
};

it("offers what can be done with each rollout now", () => {
  expect(offered("pause")).toEqual(["Pause: checkout in production"]);
  expect(offered("resume sea")).toEqual(["Resume: search in staging"]);
  expect(offered("step back checkout")).toEqual(["Step back to 5 %: checkout in production"]);
  expect(offered("rollback")).toEqual(["Roll back: checkout in production", "Roll back: search in staging"]);
  expect(offered("end search")).toEqual(["End, and keep 5 %: search in staging"]);
});

it("goes by the environment that is named, and by who may", () => {
  expect(offered("roll back checkout stag")).toEqual([]);
  expect(offered("roll back search stag")).toEqual(["Roll back: search in staging"]);
  expect(offered("start")).toEqual(["Start: checkout in staging"]);
  // A responder raises nothing.
  const inProduction = [environment("production", "responder")];
  const command = parseRolloutCommand("start", inProduction);
  expect(command && rolloutActions(command, [rollout("a", "production", "draft")], inProduction, vi.fn())).toEqual([]);
});

it("is about rollouts only where the first word says so", () => {
  expect(offered("start-page")).toBeUndefined();
  expect(offered("checkout")).toBeUndefined();
  expect(offered("kill checkout")).toBeUndefined();
});

it("does what was chosen", () => {
  const run = vi.fn();
  const command = parseRolloutCommand("pause check", ENVIRONMENTS);
  if (command) rolloutActions(command, ALL, ENVIRONMENTS, run)[0]?.run();
  expect(run).toHaveBeenCalledExactlyOnceWith(ALL[0], "pause");
});
