import { join } from "node:path";
import type { EvaluationDetails } from "@switchyard/core";
import { type EvaluationVector, evaluationVectors, testEvaluationVectors } from "@switchyard/core/vectors.case";
import Database from "better-sqlite3";
import { afterAll, beforeAll, vi } from "vitest";
import { startTestServer, type TestServer } from "../test-server.ts";

// The preview gives the answers that core's vectors say: the rows of a database in, an HTTP answer out.

// Takes a few seconds, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  insertWorlds(join(server.folder, "switchyard.db"));
});
afterAll(() => server.close());

testEvaluationVectors(async (vector) => {
  const { flag, context, defaultValue } = vector;
  const project = `/api/v1/projects/${worldOf(vector)}`;
  const { status, body } = await server.send<Answer>("POST", `${project}/environments/only/evaluate`, {
    flag,
    context,
  });
  if (status === 200) return asCaller(body, defaultValue);
  // A mistake when asked by name, where SDKs get an answer: there is no such flag, or a row that can't even be read.
  const { body: list } = await server.send<{ quarantined: { key: string }[] }>("GET", `${project}/quarantine`);
  const isDamaged = list.quarantined.some(({ key }) => key === flag);
  return failed(isDamaged ? "PARSE_ERROR" : "FLAG_NOT_FOUND", defaultValue, body.error?.message);
});

interface Answer extends Omit<EvaluationDetails<unknown>, "value"> {
  flag: string;
  value?: unknown;
  trace: object;
  error?: { message: string };
}

/** The preview knows no caller: a default, and that the value must be of its type, are the caller's. */
function asCaller({ flag, trace, value, ...details }: Answer, defaultValue: unknown): EvaluationDetails<unknown> {
  if (value === undefined) return { ...details, value: defaultValue };
  if (typeof value !== typeof defaultValue) return failed("TYPE_MISMATCH", defaultValue, "the caller sees to it");
  return { ...details, value };
}

const failed = (
  errorCode: "PARSE_ERROR" | "FLAG_NOT_FOUND" | "TYPE_MISMATCH",
  value: unknown,
  errorMessage: string | undefined,
): EvaluationDetails<unknown> => ({
  value,
  reason: "ERROR",
  errorCode,
  ...(errorMessage === undefined ? {} : { errorMessage }),
  flagMetadata: {},
});

/** The key of the project that has the flags and segments of a vector: those with the same ones share it. */
const worlds = new Map<string, string>();

function worldOf({ flags, segments }: EvaluationVector): string {
  const text = JSON.stringify({ flags, segments });
  const key = worlds.get(text) ?? `world-${worlds.size}`;
  worlds.set(text, key);
  return key;
}

/**
 * As rows, past every check: the API chooses salts by itself and refuses damage, and the vectors need given salts and
 * speak of damage.
 */
function insertWorlds(file: string): void {
  const database = new Database(file);
  const insert = (table: string, row: object) =>
    database
      .prepare(
        `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
          .map(() => "?")
          .join(", ")})`,
      )
      .run(Object.values(row));
  database.transaction(() => {
    const vectors = new Map(evaluationVectors().map((vector) => [worldOf(vector), vector]));
    for (const [id, { flags, segments }] of vectors) insertWorld(insert, id, flags, segments);
  })();
  database.close();
}

const column = (value: unknown) => JSON.stringify(value === undefined ? null : value);
const bit = (value: unknown) => (typeof value === "boolean" ? Number(value) : column(value));

function insertWorld(
  insert: (table: string, row: object) => void,
  id: string,
  flags: EvaluationVector["flags"],
  segments: EvaluationVector["segments"],
): void {
  insert("projects", { id, key: id, name: id, created_at: 0 });
  insert("environments", { id, project_id: id, key: "only", name: "", protected: 0, version: 0, position: 0 });
  for (const flag of flags) {
    const flagId = `${id} ${flag.key}`;
    const texts = { name: "", description: "", tags: "[]", owner: "", lifetime: '{"kind":"permanent"}' };
    const { key, type, salt, clientSide = false, variants, enabled, offVariant, killed } = flag;
    const bits = { client_side: bit(clientSide), archived: 0, created_at: 0 };
    insert("flags", { id: flagId, project_id: id, key, type, salt, variants: column(variants), ...texts, ...bits });
    insert("configurations", {
      flag_id: flagId,
      environment_id: id,
      enabled: bit(enabled),
      off_variant: offVariant,
      prerequisites: column(flag.prerequisites),
      targets: column(flag.targets),
      rules: column(flag.rules),
      fallthrough: column(flag.fallthrough),
      // A row says by whom it was killed, or nothing.
      killed: killed === true ? column({ by: "ann", at: 1 }) : killed ? column(killed) : null,
      version: 0,
      updated_at: 0,
    });
  }
  for (const { key, rules, includedKeys, excludedKeys } of segments) {
    const lists = { rules: column(rules), included_keys: column(includedKeys), excluded_keys: column(excludedKeys) };
    insert("segments", { id: `${id} ${key}`, project_id: id, key, name: "", ...lists, created_at: 0 });
  }
}
