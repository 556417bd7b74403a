import type { Nodes } from "../storage/nodes.ts";
import { Attempts, tooManyAttempts, WINDOW_MS } from "./attempts.ts";
import { sha256 } from "./tokens.ts";

/** Counts attempts in a sliding minute, on all nodes of a database together. Attempts that were refused don't count. */
export class SharedAttempts {
  readonly #what: string;
  readonly #limit: number;
  readonly #here: Attempts;
  readonly #nodes: Pick<Nodes, "countAttempt"> | undefined;

  /**
   * @param what tells these attempts from others of the same callers
   * @param nodes absent where there can be one node only
   */
  constructor(what: string, limit: number, nodes?: Pick<Nodes, "countAttempt">) {
    this.#what = what;
    this.#limit = limit;
    this.#here = new Attempts(limit);
    this.#nodes = nodes;
  }

  /** @throws SwitchyardError TOO_MANY_REQUESTS, with the seconds to wait; and what the database throws: uncounted, nobody tries */
  async record(caller: string): Promise<void> {
    // First, so that whoever is refused here costs the database nothing.
    this.#here.record(caller);
    // Hashed: people type other secrets, and other people's addresses, into the field for theirs.
    const waitMs = await this.#nodes?.countAttempt(sha256(`${this.#what} ${caller}`), this.#limit, WINDOW_MS);
    if (waitMs === undefined) return;
    // What was counted here though it was refused would else keep its caller waiting for longer than that.
    this.#here.block(caller, waitMs);
    throw tooManyAttempts(this.#limit, waitMs);
  }
}
