import { defineConfig } from "vitest/config";

// One runner for every package: unit tests run on TypeScript source, nobody builds for them.
// `tests` runs real processes on the built output, so `npm test` builds first.
const unit = (name: string) => ({
  test: { name, root: name, include: ["src/**/*.test.{ts,tsx}"] },
});

export default defineConfig({
  test: {
    projects: [
      unit("core"),
      unit("server"),
      unit("sdk-node"),
      unit("sdk-browser"),
      unit("admin-ui"),
      unit("migrations"),
      unit("examples/shop"),
      // On the built package, as `tests` below.
      { test: { name: "examples/testing", root: "examples/testing", include: ["*.test.mjs"] } },
      unit("bench"),
      {
        test: {
          name: "tests",
          root: "tests",
          include: ["src/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
