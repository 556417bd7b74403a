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

/** Of `tests`: what neither cuts and kills nor looks at what takes how long, and builds nothing that others run. */
const TOGETHER = [
  "src/{agreement,deploy,docs,examples,failed-start,mistakes,ofrep,openfeature,packed,react,react-18,readme,tracing,typed-flags,usage}.test.ts",
  "src/ui/!(many-flags).test.ts",
];

/** Starts whole processes, when all before are done. */
const whole = (name: string, groupOrder: number, more: object) => ({
  test: {
    name,
    root: "tests",
    globalSetup: `${import.meta.dirname}/tests/src/support/browser.ts`,
    sequence: { groupOrder },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...more,
  },
});

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
      whole("tests/together", 1, { include: TOGETHER, maxWorkers: 2 }),
      whole("tests", 2, { include: ["src/**/*.test.ts"], exclude: TOGETHER, fileParallelism: false }),
    ],
  },
});
