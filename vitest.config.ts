import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// One runner for every package: unit tests run on TypeScript source, nobody builds for them.
// `tests` runs real processes on the built output, so `npm test` builds first.

/** For what hangs. The default of 5 s is a bound on a machine's speed that no test has set. */
const PATIENT = { testTimeout: 20_000, hookTimeout: 20_000 };

const unit = (name: string, more: object = {}) => ({
  test: { name, root: name, include: ["src/**/*.test.{ts,tsx}"], ...PATIENT, ...more },
});

/** Ends processes and removes folders that a test left behind when it failed. */
const NO_LEFTOVERS = { setupFiles: `${import.meta.dirname}/server/src/test-setup.ts` };

/**
 * Files share a worker and what it has imported: to import anew for each file cost more than what many test. A file takes
 * back what it changes of the worker (timers, environment, spies), and replaces no module.
 */
const SHARED = { isolate: false };

/** Of `server`: these replace a module, so each has a worker of its own. */
const ISOLATED = ["src/http/routes/{account,session}.test.ts"];

/**
 * Of `tests`: what looks at how much memory or time something takes, what needs all of the machine to get far enough, and what
 * may build what others run. All others wait more than they compute, and run four at a time.
 */
const ALONE = [
  "src/faults/fuzz.test.ts",
  "src/npm-start.test.ts",
  "src/postgres/nemesis.test.ts",
  "src/ui/many-flags.test.ts",
];

/** What takes longest, so that nothing else is left to do when it ends. Its size does not tell: the cases are in other files. */
const LONGEST = [
  "/server/src/storage/crash.test.ts",
  "/server/src/storage/postgres/conformance.test.ts",
  "/server/src/policy/down-is-free.test.ts",
  "/server/src/rollouts/nodes.test.ts",
  "/server/src/storage/sqlite/conformance.test.ts",
  "/server/src/changes/past/past-ruleset.test.ts",
  "/server/src/schedules/schedules.test.ts",
  "/server/src/requests/requests.test.ts",
  "/tests/src/crash.test.ts",
  "/tests/src/faults/link.test.ts",
];

/** The longest first; the others as ever, which is by size where no run has told how long they take. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(path));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const WORKERS = availableParallelism() + 1;

/** Starts whole processes, when all before are done. */
const whole = (name: string, groupOrder: number, more: object) => ({
  test: {
    name,
    root: "tests",
    include: ["src/**/*.test.ts"],
    ...NO_LEFTOVERS,
    globalSetup: `${import.meta.dirname}/tests/src/support/browser.ts`,
    sequence: { groupOrder },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for is asserted, not how long it took: the default of a second is a bound that nobody set.
    expect: { poll: { timeout: 15_000 } },
    ...more,
  },
});

export default defineConfig({
  test: {
    // One more than cores: of three files one waits, for a timer, a disk, a database. The default would leave a core of two idle.
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      unit("core", SHARED),
      unit("server", { ...SHARED, ...NO_LEFTOVERS, exclude: ISOLATED }),
      unit("server/isolated", { root: "server", ...NO_LEFTOVERS, include: ISOLATED }),
      unit("sdk-node", SHARED),
      unit("sdk-browser"),
      unit("admin-ui", SHARED),
      unit("migrations"),
      unit("examples/shop"),
      // On the built package, as `tests` below.
      { test: { name: "examples/testing", root: "examples/testing", include: ["*.test.mjs"] } },
      unit("bench"),
      whole("tests", 1, { exclude: ALONE, maxWorkers: 4 }),
      whole("tests/alone", 2, { include: ALONE, fileParallelism: false }),
    ],
  },
});
