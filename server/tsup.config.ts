import { cpSync, existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { defineConfig } from "tsup";

export default defineConfig({
  entry: { main: "src/main.ts", cli: "src/cli/main.ts" },
  format: "esm",
  target: "node20",
  platform: "node",
  clean: true,
  banner: { js: "#!/usr/bin/env node" },
  // Private packages are part of the bundle; what comes from npm stays a dependency.
  noExternal: [/^@switchyard\//],
  // `dist` alone is the server: with the admin UI and the migrations beside the bundle.
  async onSuccess() {
    copy(join(require.resolve("@switchyard/admin-ui/package.json"), "../dist"), "dist/ui");
    copy(join(require.resolve("@switchyard/migrations/sqlite"), "../../sqlite"), "dist/migrations/sqlite");
    copy(join(require.resolve("@switchyard/migrations/postgres"), "../../postgres"), "dist/migrations/postgres");
  },
});

const require = createRequire(import.meta.url);

function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  if (existsSync(from)) cpSync(from, to, { recursive: true });
  else console.warn(`${from} is not built: this build goes without it`);
}
