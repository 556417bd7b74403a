import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "../support/api.ts";
import type { Random } from "./random.ts";

interface Flag {
  key: string;
  /** What its variants hold. */
  number: number;
  enabled: boolean;
  archived: boolean;
}

const MAX_FLAGS = 20;
const MAX_PAUSE_MS = 25;
const FLAGS = "/api/v1/projects/default/flags";
const IN_ENVIRONMENT = "/api/v1/projects/default/environments/development/flags";

/** Makes, changes and archives flags, one after another, and remembers what was acknowledged. */
export class Writer {
  /** What each flag may evaluate to now: one value, two while nobody knows what became of the last write. */
  readonly possible = new Map<string, (number | null)[]>();
  /** Flags that somebody tried to archive. */
  readonly archived = new Set<string>();
  acknowledged = 0;
  /** Writes without an answer. */
  unanswered = 0;
  readonly #api: Api;
  readonly #random: Random;
  /** Flags of which all is known. */
  readonly #flags = new Map<string, Flag>();
  #count = 0;

  constructor(api: Api, random: Random) {
    this.#api = api;
    this.#random = random;
  }

  /** @param serverIsUp resolves when writing makes sense again */
  async run(isOver: () => boolean, serverIsUp: () => Promise<unknown>): Promise<void> {
    while (!isOver()) {
      await this.write();
      await sleep(this.#random.below(MAX_PAUSE_MS));
      await serverIsUp();
    }
  }

  /** One write. What is refused with 4xx is a fault of this test and throws. */
  async write(): Promise<void> {
    const before = this.#choose();
    const [method, path, body, after] = this.#change(before);
    const { key } = after;
    if (after.archived) this.archived.add(key);
    // Until its fate is known.
    this.#flags.delete(key);
    this.possible.set(key, [servedBy(before), servedBy(after)]);

    const answer = await this.#api.send(method, path, body, { "if-match": "*" }).catch(() => undefined);
    if (answer === undefined || answer.status >= 500) {
      this.unanswered += 1;
      return;
    }
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.acknowledged += 1;
    this.possible.set(key, [servedBy(after)]);
    if (!after.archived) this.#flags.set(key, after);
  }

  /** One of the flags, or none for a new one. */
  #choose(): Flag | undefined {
    const isFew = this.#random.below(MAX_FLAGS) >= this.#flags.size;
    return isFew ? undefined : this.#random.pick([...this.#flags.values()]);
  }

  #change(flag: Flag | undefined): [method: string, path: string, body: object | undefined, after: Flag] {
    this.#count += 1;
    const number = this.#count;
    if (!flag) {
      const key = `flag-${number}`;
      const after = { key, number, enabled: false, archived: false };
      return ["POST", FLAGS, { key, type: "number", variants: variantsOf(after) }, after];
    }
    const kind = this.#random.below(10);
    if (kind < 2) return ["DELETE", `${FLAGS}/${flag.key}`, undefined, { ...flag, archived: true }];
    if (kind < 6) {
      const after = { ...flag, number };
      return ["PATCH", `${FLAGS}/${flag.key}`, { variants: variantsOf(after) }, after];
    }
    const after = { ...flag, enabled: !flag.enabled };
    const body = { enabled: after.enabled, offVariant: "off", fallthrough: { variant: "on" } };
    return ["PUT", `${IN_ENVIRONMENT}/${flag.key}`, body, after];
  }
}

/** A new flag serves its first variant while it is not enabled. */
const variantsOf = ({ number }: Flag) => [
  { key: "off", value: -number },
  { key: "on", value: number },
];

/** What everybody gets; `null` where there is no flag. */
function servedBy(flag: Flag | undefined): number | null {
  if (!flag || flag.archived) return null;
  return flag.enabled ? flag.number : -flag.number;
}
