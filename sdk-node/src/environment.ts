import type { Advice } from "./advice.ts";

/** As the server says it: `project/environment`. What else a header may hold is nobody's place, and gets into no log. */
const PLACE = /^[a-z0-9][a-z0-9._-]{0,99}\/[a-z0-9][a-z0-9._-]{0,99}$/;

export interface KeyPlace {
  /** Where the SDK key belongs, `project/environment`; `undefined` until a server that says so was reached. */
  readonly environment: string | undefined;
  /** What the head of an answer said. */
  heard(header: unknown): void;
  /** The first flags are here. */
  began(version: number): void;
}

/**
 * Knows which environment the SDK key is of, and says so once: as an error where another one was expected, else to a logger
 * that was given. The console is spared: the output of a script is the script's.
 *
 * @param expected `environment` or `project/environment`
 * @param server its address, for people
 */
export function createKeyPlace(
  expected: string | undefined,
  server: string,
  advice: Advice,
  hasLogger: boolean,
): KeyPlace {
  let environment: string | undefined;
  const isExpected = (place: string) => expected === undefined || place === expected || place.endsWith(`/${expected}`);

  return {
    get environment() {
      return environment;
    },
    heard(header) {
      if (typeof header !== "string" || !PLACE.test(header)) return;
      environment = header;
      if (isExpected(header)) return;
      advice.once(
        "error",
        `the SDK key is of ${header}, \`environment\` says ${expected}: make a server key there, under Settings → SDK keys of ${server}; flags answer as in ${header}`,
      );
    },
    began(version) {
      if (hasLogger && environment !== undefined && isExpected(environment))
        advice.say("info", `connected to ${environment}, version ${version}`);
    },
  };
}
