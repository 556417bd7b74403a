import type { Nodes } from "../../storage/nodes.ts";
import type { NeighbourContext } from "./neighbour-context.ts";
import { summaryOf } from "./summary.ts";

/** Everything is told anew with every so many signs of life: when SDKs were last heard of changes without their doing. */
const BEATS_TO_RENEWAL = 5;
/** What takes long is told more rarely: putting it together never takes more than a tenth of the time. */
const REST = 10;
const MAX_REST_MS = 2_000;
/** Of one message. */
const MAX_IDS = 100;

/** Tells other nodes of this node's SDKs: soon after they change, and again and again that this node lives. */
export class Teller {
  readonly #nodes: Nodes;
  readonly #context: NeighbourContext;
  readonly #beating: NodeJS.Timeout;
  readonly #changed = new Set<string>();
  /** Of these environments others have something to read from us. */
  readonly #told = new Set<string>();
  #beats = 0;
  #timer?: NodeJS.Timeout;
  #telling: Promise<void> = Promise.resolve();
  #restMs = 0;
  #isFailing = false;
  #isClosed = false;

  constructor(nodes: Nodes, context: NeighbourContext) {
    this.#nodes = nodes;
    this.#context = context;
    this.#beating = setInterval(() => this.#beat(), context.timings.nodeBeat).unref();
  }

  changed(environmentId: string): void {
    this.#changed.add(environmentId);
    this.#soon();
  }

  stored(environmentIds: string[]): void {
    void this.#send("stored", environmentIds);
  }

  /** Takes everything back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#beating);
    clearTimeout(this.#timer);
    await this.#telling;
    if (this.#told.size === 0) return;
    // When the database is gone, the others find out by our silence.
    await this.#nodes.leave().catch(() => {});
    await this.#send("told", [...this.#told]);
  }

  /** Who has told nothing need not say that it lives. */
  #beat(): void {
    if (this.#told.size === 0) return;
    this.#beats += 1;
    if (this.#beats % BEATS_TO_RENEWAL === 0) for (const id of this.#told) this.#changed.add(id);
    this.#soon();
  }

  #soon(): void {
    if (this.#timer || this.#isClosed) return;
    const wait = Math.max(this.#context.timings.tell, Math.min(this.#restMs, MAX_REST_MS));
    this.#timer = setTimeout(() => {
      this.#telling = this.#tell();
    }, wait).unref();
  }

  async #tell(): Promise<void> {
    const beganAt = performance.now();
    const parts = new Map([...this.#changed].map((id) => [id, this.#summary(id)]));
    this.#changed.clear();
    this.#restMs = (performance.now() - beganAt) * REST;
    for (const [id, summary] of parts) if (summary === null && !this.#told.has(id)) parts.delete(id);
    try {
      if (parts.size > 0 || this.#told.size > 0) await this.#nodes.tell(parts);
      for (const [id, summary] of parts) {
        if (summary === null) this.#told.delete(id);
        else this.#told.add(id);
      }
      if (parts.size > 0) await this.#send("told", [...parts.keys()]);
      this.#isFailing = false;
    } catch (error) {
      for (const id of parts.keys()) this.#changed.add(id);
      if (!this.#isFailing) this.#context.log.warn({ err: error }, "other nodes could not be told of this node's SDKs");
      this.#isFailing = true;
    }
    this.#timer = undefined;
    if (this.#changed.size > 0) this.#soon();
  }

  #summary(environmentId: string): string | null {
    const { hub, clock } = this.#context;
    const channel = hub.peek(environmentId);
    const summary = channel && summaryOf(channel.environment.entry.epoch, channel.receipts, clock.wall());
    return summary ? JSON.stringify(summary) : null;
  }

  /** May be lost: whoever looks reads again anyway. */
  async #send(type: "told" | "stored", ids: string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += MAX_IDS) {
      await this.#nodes.send({ type, environments: ids.slice(from, from + MAX_IDS) }).catch(() => {});
    }
  }
}
