// npm run generate --workspace migrations -- what_it_is_for
//
// Writes the next migration of both dialects under one name: without it, drizzle-kit would name each at random.

import { spawnSync } from "node:child_process";

const [name = "", ...rest] = process.argv.slice(2);
if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) || rest.length > 0) {
  console.error(
    `Name the migration in snake_case, such as saved_views, received ${JSON.stringify([name, ...rest].join(" "))}`,
  );
  process.exit(2);
}
for (const dialect of ["sqlite", "postgres"]) {
  const { status } = spawnSync(
    "drizzle-kit",
    ["generate", "--config", `drizzle.${dialect}.config.ts`, "--name", name],
    {
      stdio: "inherit",
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
