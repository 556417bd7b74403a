import { readFileSync, writeFileSync } from "node:fs";
import { findSegmentProblems, MAX_CONTEXT_BYTES } from "@switchyard/core";
import { expect, it } from "vitest";
import { MAX_FLAGS } from "../../flags/require-room.ts";
import { MAX_KEYS } from "../../keys/create-key.ts";
import { MAX_OPERATIONS } from "../../operations/max-operations.ts";
import { MAX_INVITATIONS } from "../../people/invite.ts";
import { MAX_SNAPSHOT_BYTES } from "../../policy/snapshot-size.ts";
import { MAX_ENVIRONMENTS } from "../../projects/create-environment.ts";
import { MAX_PROJECTS } from "../../projects/create-project.ts";
import { regex } from "../../regex.ts";
import { MAX_EVENTS } from "../../requests/comment-on-request.ts";
import { MAX_OPEN } from "../../requests/open-request.ts";
import { MAX_DRAFTS } from "../../rollouts/create-rollout.ts";
import { MAX_PENDING } from "../../schedules/create-schedule.ts";
import { MAX_TOKENS } from "../../tokens/token-change.ts";
import { MAX_TRIGGERS } from "../../triggers/create-trigger.ts";
import { MAX_WEBHOOKS } from "../../webhooks/save-webhook.ts";
import { MAX_WAITING } from "../../webhooks/send-again.ts";
import { MAX_VIEWS } from "../routes/view-routes.ts";
import { MAX_BODY_BYTES, MAX_JSON_DEPTH, MAX_SEGMENT_BYTES } from "./bounds.ts";

// docs/limits.md says what there may be at most: this is where that is true.

const DOC = new URL("../../../../docs/limits.md", import.meta.url);
const TABLE = /(?<=<!-- limits -->\n).*(?=<!-- \/limits -->)/s;

const KB = 1024;
const MB = 1024 * KB;

const LIMITS: [what: string, limit: string, code: string][] = [
  ["body of a request", `${MAX_BODY_BYTES / KB} KB`, "BODY_TOO_LARGE"],
  ["body of a segment", `${MAX_SEGMENT_BYTES / MB} MB`, "BODY_TOO_LARGE"],
  ["nested arrays and objects in JSON", `${MAX_JSON_DEPTH} levels`, "INVALID_JSON"],
  ["evaluation context", `${MAX_CONTEXT_BYTES / KB} KB`, "INVALID_REQUEST"],
  ["pattern of `matches`", `${mostOfPattern().toLocaleString("en")} characters`, "INVALID_FLAG"],
  ["snapshot of an environment", `${MAX_SNAPSHOT_BYTES / MB} MB`, "LIMIT_REACHED"],
  ["flags of a project, which all of its environments have", MAX_FLAGS.toLocaleString("en"), "LIMIT_REACHED"],
  ["projects", `${MAX_PROJECTS}`, "LIMIT_REACHED"],
  ["environments of a project", `${MAX_ENVIRONMENTS}`, "LIMIT_REACHED"],
  ["SDK keys of an environment", `${MAX_KEYS}`, "LIMIT_REACHED"],
  ["API tokens of a person, robots of a project", `${MAX_TOKENS}`, "LIMIT_REACHED"],
  ["open invitations", MAX_INVITATIONS.toLocaleString("en"), "LIMIT_REACHED"],
  ["triggers of a flag in an environment", `${MAX_TRIGGERS}`, "LIMIT_REACHED"],
  ["webhooks of a project", `${MAX_WEBHOOKS}`, "LIMIT_REACHED"],
  ["messages that wait for a webhook when an old one is sent again", MAX_WAITING.toLocaleString("en"), "LIMIT_REACHED"],
  ["open change requests of a project", `${MAX_OPEN}`, "LIMIT_REACHED"],
  ["entries in the talk of a change request", `${MAX_EVENTS}`, "LIMIT_REACHED"],
  ["pending schedules of a project", `${MAX_PENDING}`, "LIMIT_REACHED"],
  ["plans of guarded rollouts that wait, of a flag in an environment", `${MAX_DRAFTS}`, "LIMIT_REACHED"],
  ["saved views of a person in a project", `${MAX_VIEWS}`, "LIMIT_REACHED"],
  ["operations of one bundle", `${MAX_OPERATIONS}`, "INVALID_REQUEST"],
];

/** As a problem with a longer one says. */
function mostOfPattern(): number {
  const values = ["x".repeat(1_000_000)];
  const segment = { key: "s", rules: [{ conditions: [{ attribute: "a", operator: "matches" as const, values }] }] };
  const world = { flags: [], segments: [] };
  const [problem] = findSegmentProblems({ ...segment, includedKeys: [], excludedKeys: [] }, world, { regex });
  return Number(/has at most (\d+) characters/.exec(problem?.message ?? "")?.[1]);
}

it("says every limit as it is; renew it with UPDATE_DOCS=1", () => {
  const rows = LIMITS.map(([what, limit, code]) => `| ${what} | ${limit} | \`${code}\` |`);
  const table = ["| | at most | else |", "| --- | --- | --- |", ...rows, ""].join("\n");
  const doc = readFileSync(DOC, "utf8");
  if (process.env.UPDATE_DOCS) writeFileSync(DOC, doc.replace(TABLE, table));
  else expect(TABLE.exec(doc)?.[0]).toBe(table);
});
