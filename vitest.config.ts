import { defineConfig } from "vitest/config";

// One runner for every package: unit tests run on TypeScript source, nobody builds for them.
// `tests` runs real processes on the built output, so `npm test` builds first.
const unit = (name: string, more: object = {}) => ({
  test: { name, root: name, include: ["src/**/*.test.{ts,tsx}"], ...more },
});

/**
 * Files share a worker and what it has imported: to import anew for each file cost more than what many test. A file takes
 * back what it changes of the worker (timers, environment, spies), and replaces no module.
 */
const SHARED = { isolate: false };

export default defineConfig({
  test: {
    // Every core: unit tests wait about as much as they compute. The default would leave one idle of two.
    maxWorkers: "100%",
    projects: [
      unit("core", SHARED),
      unit("server"),
      unit("sdk-node", SHARED),
      unit("sdk-browser"),
      unit("admin-ui", SHARED),
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
          // One after the other, when all others are done: they start many processes each, and look at what takes how long.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
