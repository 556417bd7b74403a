import Database from "better-sqlite3";
import type { TestServer } from "./server.ts";

/**
 * A project with thousands of flags, written straight into the database: the API takes a change each, and each must reach
 * the disk. The keys are `checkout-0000`, `search-0001` …, each with its area as a tag; every tenth is on in production.
 */
export async function seedMany(server: TestServer, project: string, count: number): Promise<void> {
  await server.api.ok("POST", "/api/v1/projects", { key: project, name: "Many flags" });
  const database = new Database(server.database, { timeout: 10_000 });
  try {
    database.exec(`
      CREATE TEMP TABLE area (i, name);
      INSERT INTO area VALUES (0, 'checkout'), (1, 'search'), (2, 'payments'), (3, 'mail'), (4, 'admin');
      BEGIN IMMEDIATE;
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})
      INSERT INTO flags (id, project_id, key, name, description, type, variants, tags, owner, lifetime, client_side, salt,
          archived, created_at)
        SELECT 'many-' || n.i, p.id, printf('%s-%04d', a.name, n.i), printf('%s %d', a.name, n.i), '', 'boolean',
          '[{"key":"on","value":true},{"key":"off","value":false}]', json_array(a.name), 'team ' || a.name,
          '{"kind":"temporary"}', 0, printf('s%06d', n.i), 0, unixepoch() * 1000 - n.i * 60000
        FROM n JOIN area a ON a.i = n.i % 5 JOIN projects p ON p.key = '${project}';
      INSERT INTO configurations (flag_id, environment_id, enabled, off_variant, prerequisites, targets, rules,
          fallthrough, killed, version, updated_at)
        SELECT f.id, e.id, e.key = 'production' AND f.key LIKE '%0', 'off', '[]', '[]', '[]',
          '{"rollout":{"percentage":25,"variants":[{"variant":"on","weight":1}],"otherwise":"off"}}', NULL, 0, f.created_at
        FROM flags f JOIN environments e ON e.project_id = f.project_id JOIN projects p ON p.id = f.project_id
        WHERE p.key = '${project}';
      COMMIT;`);
  } finally {
    database.close();
  }
}
