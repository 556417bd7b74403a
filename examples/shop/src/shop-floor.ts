import type { Client } from "@switchyard/sdk-node";
import type { Connection, FlagState, Floor, NodeAnswer } from "./events.ts";
import { FLAG } from "./flag.ts";
import { contextOf, everyone, type Shopper } from "./shoppers.ts";

/** The flag's answers for every shopper, and who joined or left at the last change. */
export class ShopFloor {
  #flags: Pick<Client, "getDetails" | "status">;
  #getsNewCheckout: (shopper: Shopper) => boolean;
  #state: Floor = { flag: "waiting", version: null, answers: everyone.map(() => false), moved: null };

  constructor(flags: Pick<Client, "getDetails" | "status">, getsNewCheckout: (shopper: Shopper) => boolean) {
    this.#flags = flags;
    this.#getsNewCheckout = getsNewCheckout;
  }

  get state(): Floor {
    return this.#state;
  }

  get connection(): Connection {
    const { state, version } = this.#flags.status;
    return { state, version: version ?? null };
  }

  /** Asks again for everyone. */
  refresh(): Floor {
    const before = this.#state;
    const version = this.#flags.status.version ?? null;
    const answers = everyone.map(this.#getsNewCheckout);
    const joined = answers.filter((answer, index) => answer && !before.answers[index]).length;
    const left = answers.filter((answer, index) => !answer && before.answers[index]).length;
    // The first answers of all are nobody's change, and a change elsewhere in the environment keeps what was counted.
    const counted = before.version !== null && joined + left > 0;
    this.#state = { flag: this.#flagState(), version, answers, moved: counted ? { joined, left } : before.moved };
    return this.#state;
  }

  /** What one shopper gets here, to be held against what their own browser says. */
  answerFor(shopper: Shopper): NodeAnswer {
    const { value, reason, version } = this.#flags.getDetails(FLAG, contextOf(shopper), false);
    return { shopper: shopper.number, newCheckout: value, reason, version: version ?? null };
  }

  #flagState(): FlagState {
    if ((this.#flags.status.version ?? null) === null) return "waiting";
    const details = this.#flags.getDetails(FLAG, { targetingKey: "anyone" }, false);
    if (details.errorCode === "FLAG_NOT_FOUND") return "missing";
    if (details.errorCode === "TYPE_MISMATCH") return "not-boolean";
    if (details.flagMetadata.killed) return "killed";
    return details.reason === "DISABLED" ? "off" : "serving";
  }
}
