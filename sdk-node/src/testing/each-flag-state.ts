import type { FlagChoices } from "./flag-choices.ts";
import { type FlagState, flagStates } from "./flag-states.ts";
import { createTestClient, type TestClient, type TestClientOptions } from "./test-client.ts";

/** @param name of the state, such as `checkout-v2: true, new-prices: false` */
type Run<Result> = (flags: TestClient, state: FlagState, name: string) => Result;

/**
 * Runs a test in each state of these flags: on and off for one, every pair of values for many ({@link flagStates}). Works
 * inside a test as well as around tests, with every test runner.
 *
 * @param run gets a client of its own; a promise is waited for before the next state
 * @param options as for `createTestClient`; with a `ruleset`, what its prerequisites make impossible is left out
 * @throws what `run` throws, with the state's name in front of the message
 * @example
 * test("an order can be placed", () => eachFlagState(["checkout-v2", "new-prices"], async (flags) => { … }));
 */
export function eachFlagState(
  flags: FlagChoices,
  run: Run<Promise<unknown>>,
  options?: TestClientOptions,
): Promise<void>;
export function eachFlagState(flags: FlagChoices, run: Run<unknown>, options?: TestClientOptions): void;
export function eachFlagState(
  flags: FlagChoices,
  run: Run<unknown>,
  options: TestClientOptions = {},
): void | Promise<void> {
  const states = flagStates(flags, options.ruleset).values();

  function goOn(): void | Promise<void> {
    for (const state of states) {
      const name = nameOf(state);
      try {
        const running = run(createTestClient(state, options), state, name);
        if (running instanceof Promise) return running.catch((error) => fail(name, error)).then(goOn);
      } catch (error) {
        fail(name, error);
      }
    }
  }
  return goOn();
}

const nameOf = (state: FlagState) =>
  Object.entries(state)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(", ");

/** The error as it was, so that test runners show its difference and its place. */
function fail(name: string, error: unknown): never {
  if (error instanceof Error) error.message = `with ${name}: ${error.message}`;
  throw error;
}
