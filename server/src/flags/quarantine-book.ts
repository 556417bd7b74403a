import { compileRuleset } from "@switchyard/core";
import { regex } from "../regex.ts";
import type { Environment, Flag, FlagConfiguration, Quarantined, Reads } from "../storage/port.ts";

/** What can't be served in one environment, and why. */
interface QuarantinedIn extends Quarantined {
  /** The environment's key. */
  environment: string;
}

/**
 * Everything that an environment's SDKs are not served, or get PARSE_ERROR for: rows that can't be read, and those that
 * can be read and not evaluated. Costs as much as a snapshot.
 */
async function findQuarantined(reads: Reads, environment: Environment): Promise<QuarantinedIn[]> {
  const ruleset = await reads.ruleset(environment.id);
  const { broken } = compileRuleset(ruleset, { regex });
  return [...ruleset.quarantined, ...broken].map((one) => ({ ...one, environment: environment.key }));
}

interface Known {
  version: number;
  quarantined: QuarantinedIn[];
}

/** Remembers what is quarantined, for lists that are asked for again and again. */
export class QuarantineBook {
  readonly #reads: Reads;
  readonly #known = new Map<string, Known>();

  constructor(reads: Reads) {
    this.#reads = reads;
  }

  /**
   * Rows change by themselves only in the hands of people with a database tool, and then without a new version. So it
   * looks again for each version, and whenever the rows that were listed don't fit together.
   */
  async read(
    environments: readonly Environment[],
    flags: readonly Flag[],
    configurations: readonly FlagConfiguration[],
  ): Promise<QuarantinedIn[]> {
    const isWhole = configurations.length === flags.length * environments.length && allBelong(flags, configurations);
    const lists: QuarantinedIn[][] = [];
    for (const environment of environments) {
      const known = this.#known.get(environment.id);
      lists.push(isWhole && known?.version === environment.version ? known.quarantined : await this.#look(environment));
    }
    return lists.flat();
  }

  async #look(environment: Environment): Promise<QuarantinedIn[]> {
    const quarantined = await findQuarantined(this.#reads, environment);
    this.#known.set(environment.id, { version: environment.version, quarantined });
    return quarantined;
  }
}

function allBelong(flags: readonly Flag[], configurations: readonly FlagConfiguration[]): boolean {
  const ids = new Set(flags.map(({ id }) => id));
  return configurations.every(({ flagId }) => ids.has(flagId));
}
