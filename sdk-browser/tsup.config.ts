import { readFile, writeFile } from "node:fs/promises";
import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    openfeature: "src/openfeature/index.ts",
    react: "src/react/index.ts",
  },
  format: ["esm", "cjs"],
  target: "es2022",
  // core is private and lives inside the bundle, in its declarations as well.
  noExternal: [/^@switchyard\//],
  dts: {
    resolve: [/^@switchyard\//],
    compilerOptions: {
      paths: {
        "@switchyard/core": ["../core/src/index.ts"],
        "@switchyard/core/client": ["../core/src/client/index.ts"],
        "@switchyard/core/client/advice": ["../core/src/client/advice.ts"],
        "@switchyard/core/client/recovery": ["../core/src/client/recovery.ts"],
        "@switchyard/core/client/guards": ["../core/src/client/guards/index.ts"],
      },
    },
  },
  esbuildOptions(options) {
    // Names that never leave the bundle. Each one is spelled out: a pattern would some day match a public one.
    options.mangleProps =
      /^(accept|alive|changed|closed|connection|emit|failed|hash|held|hello|isAskedFor|keep|opened|options|pacer|platform|polled|probe|problem|received|retryAfterMs|seen|silenceMs|store|substitute|take|timer|wait|wake)$/;
  },
  // A chunk that a file needs only through another one is not imported for nothing: bundlers of applications would warn that they
  // leave such an import out, as `sideEffects: false` tells them to.
  treeshake: { moduleSideEffects: "no-external" },
  clean: true,
  async onSuccess() {
    // For frameworks with server components: hooks run on the client's side. Bundlers drop the line, so it is written last.
    for (const file of ["dist/react.js", "dist/react.cjs"]) {
      await writeFile(file, `"use client";\n${await readFile(file, "utf8")}`);
    }
  },
});
