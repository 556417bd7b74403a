import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
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
        "@switchyard/core/client/recovery": ["../core/src/client/recovery.ts"],
      },
    },
  },
  esbuildOptions(options) {
    options.chunkNames = "[name]";
    // Names that never leave the bundle. Each one is spelled out: a pattern would some day match a public one.
    options.mangleProps =
      /^(accept|alive|changed|client|closed|connection|emit|failed|hash|held|hello|isAskedFor|keep|opened|options|pacer|platform|polled|probe|problem|received|retryAfterMs|seen|silenceMs|store|substitute|take|timer|wait|wake)$/;
  },
  treeshake: true,
  clean: true,
});
