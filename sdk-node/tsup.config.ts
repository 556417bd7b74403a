import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    openfeature: "src/openfeature/index.ts",
    testing: "src/testing/index.ts",
    middleware: "src/middleware/index.ts",
  },
  format: ["esm", "cjs"],
  target: "node20",
  // `import.meta.url` for createRequire, in the CommonJS build too.
  shims: true,
  // core is private and lives inside the bundle, in its declarations as well.
  noExternal: [/^@switchyard\//],
  dts: {
    // Symbol.asyncDispose, for those who compile for an older library.
    banner: '/// <reference lib="esnext.disposable" />',
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
  // As in sdk-browser: no import of a chunk for nothing, of which bundlers would warn.
  treeshake: { moduleSideEffects: "no-external" },
  clean: true,
});
