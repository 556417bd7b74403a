import { expect, it } from "vitest";
import type { Authority } from "../storage/authority.ts";
import type { ChangeRecord, Environment } from "../storage/port.ts";
import { isVisible } from "./find.ts";

const environments = ["production", "staging"].map((key) => ({ id: `e-${key}`, projectId: "p", key }) as Environment);

/** Whether who sees production only may read a change of the whole project. */
function isSeen(action: string, after: unknown): boolean {
  const authority: Authority = {
    roleAt: (_, environmentId) => (environmentId === "e-staging" ? undefined : "viewer"),
  };
  return isVisible({ action, projectId: "p", before: null, after } as ChangeRecord, authority, environments);
}

it.each([
  ["project.created", { environments: [{ key: "production" }] }, true],
  ["project.created", { environments: [{ key: "production" }, { key: "staging" }] }, false],
  ["webhook.created", { environments: ["production"] }, true],
  ["webhook.created", { environments: ["staging"] }, false],
  ["member.added", { environments: { production: "editor" } }, true],
  ["member.added", { environments: { staging: "editor" } }, false],
  ["flag.updated", { name: "Checkout" }, true],
  ["request.opened", { number: 1 }, false],
])("a log of %s that says %j is for who sees production only: %s", (action, after, seen) => {
  expect(isSeen(action, after)).toBe(seen);
});
