import { randomUUID } from "node:crypto";
import type { Claim, Nodes } from "../storage/nodes.ts";
import type { Counted } from "../storage/usage.ts";

/** Reports in one transaction. */
const AT_ONCE = 500;
/** So many rows wait at most; more can only come together while the database is gone. */
const MAX_ROWS = 50_000;

interface Waiting extends Claim {
  counted: Counted;
}

/**
 * Reports of which it isn't known yet whether another node has counted them: an SDK that lost its link, and can't know that
 * its report arrived, sends it to the next node again.
 */
export class Unclaimed {
  readonly #nodes: Nodes;
  readonly #count: (counted: Counted) => void;
  #waiting: Waiting[] = [];
  #rows = 0;
  /** What is being asked. When no answer comes it is asked again as the same attempt: the first may have been written. */
  #asked?: { attempt: string; reports: Waiting[] };

  /** @param count told of what counts */
  constructor(nodes: Nodes, count: (counted: Counted) => void) {
    this.#nodes = nodes;
    this.#count = count;
  }

  add(report: Waiting): void {
    const rows = sizeOf(report.counted);
    if (this.#rows + rows > MAX_ROWS) {
      // Better counted twice, should it be a repetition, than not at all.
      this.#count(report.counted);
      return;
    }
    this.#rows += rows;
    this.#waiting.push(report);
  }

  /** @throws what the storage throws; what was not settled waits */
  async settle(): Promise<void> {
    for (;;) {
      if (!this.#asked) {
        if (this.#waiting.length === 0) return;
        this.#asked = { attempt: randomUUID(), reports: this.#waiting.splice(0, AT_ONCE) };
      }
      const { attempt, reports } = this.#asked;
      const isNew = await this.#nodes.claim(reports, attempt);
      this.#asked = undefined;
      for (const [index, { counted }] of reports.entries()) {
        this.#rows -= sizeOf(counted);
        if (isNew[index]) this.#count(counted);
      }
    }
  }
}

const sizeOf = ({ evaluations, unknown, events }: Counted) => evaluations.length + unknown.length + events.length;
