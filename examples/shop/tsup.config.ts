import { defineConfig } from "tsup";

export default defineConfig([
  { entry: ["src/server.ts"], format: "esm", target: "node20" },
  {
    // The page carries the browser SDK with it, as any application's bundle would.
    entry: { main: "src/page/main.ts" },
    outDir: "dist/public",
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    noExternal: ["@switchyard/sdk-browser"],
    publicDir: "src/page/public",
  },
]);
