import { randomUUID } from "node:crypto";
import type { JsonValue } from "@switchyard/core";
import type { LiveEvaluation } from "../../api.ts";
import { MAX_MESSAGE_BYTES, type Nodes } from "../../storage/nodes.ts";
import { Throttle } from "../admin/throttle.ts";
import type { Look, LookBook } from "../books/look-book.ts";
import type { NeighbourContext } from "./neighbour-context.ts";
import type { NodeMessage } from "./node-message.ts";

type Asked = Extract<NodeMessage, { type: "look" }>;

/** Of one answer, before those that find no room in a message are left out. */
const MAX_ITEMS = 20;
/** So many looks of all other nodes together. */
const MAX_LOOKS = 100;
/** For what stands around the items in a message. */
const ENVELOPE_BYTES = 800;

/** Looks at evaluations from other nodes: asks this node's SDKs, and sends a sample of what they see. */
export class FarLooks {
  readonly #nodes: Nodes;
  readonly #context: NeighbourContext;
  readonly #from = randomUUID();
  /** By node and environment, its looks by flag. */
  readonly #looks = new Map<string, Map<string, FarLook>>();
  #count = 0;

  constructor(nodes: Nodes, context: NeighbourContext) {
    this.#nodes = nodes;
    this.#context = context;
  }

  heard({ from, environment, flags, forMs }: Asked): void {
    const key = `${from} ${environment}`;
    const looks = this.#looks.get(key) ?? new Map<string, FarLook>();
    for (const [flag, look] of [...looks]) if (!flags.includes(flag)) this.#end(key, looks, look);
    const book = this.#context.hub.peek(environment)?.looks;
    // No SDK of this environment ever came here.
    if (!book) return;
    for (const flag of flags) {
      const look = looks.get(flag) ?? this.#begin(looks, book, environment, flag);
      look?.keep(forMs, () => this.#end(key, looks, look));
    }
    if (looks.size > 0) this.#looks.set(key, looks);
  }

  close(): void {
    for (const [key, looks] of this.#looks) for (const look of [...looks.values()]) this.#end(key, looks, look);
  }

  #begin(looks: Map<string, FarLook>, book: LookBook, environment: string, flag: string): FarLook | undefined {
    if (this.#count >= MAX_LOOKS) return undefined;
    this.#count += 1;
    const send = (found: JsonObject) =>
      void this.#nodes.send({ type: "saw", from: this.#from, environment, flag, ...found }).catch(() => {});
    const look = new FarLook(flag, book, this.#context.timings.looks, send);
    looks.set(flag, look);
    return look;
  }

  #end(key: string, looks: Map<string, FarLook>, look: FarLook): void {
    if (looks.get(look.flag) !== look) return;
    look.stop();
    this.#count -= 1;
    looks.delete(look.flag);
    if (looks.size === 0) this.#looks.delete(key);
  }
}

type JsonObject = { [name: string]: JsonValue };

class FarLook implements Look {
  readonly flag: string;
  readonly #book: LookBook;
  readonly #send: (found: JsonObject) => void;
  readonly #throttle: Throttle;
  readonly #leave: () => void;
  #timer?: NodeJS.Timeout;
  #items: LiveEvaluation[] = [];
  #dropped = 0;

  constructor(flag: string, book: LookBook, intervalMs: number, send: (found: JsonObject) => void) {
    this.flag = flag;
    this.#book = book;
    this.#send = send;
    this.#throttle = new Throttle(() => this.#tell(), intervalMs);
    this.#leave = book.look(this);
  }

  keep(forMs: number, end: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(end, forMs).unref();
    this.#throttle.run();
  }

  saw(items: LiveEvaluation[], dropped: number): void {
    const all = [...this.#items, ...items];
    this.#items = all.slice(-MAX_ITEMS);
    this.#dropped += dropped + all.length - this.#items.length;
    this.#throttle.run();
  }

  changed(): void {
    // Not before the constructor is through: joining the book already tells of a change.
    this.#throttle?.run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#throttle.stop();
    this.#leave();
  }

  /** The newest that find room in one message. */
  #tell(): void {
    const items: JsonValue[] = [];
    let left = MAX_MESSAGE_BYTES - ENVELOPE_BYTES;
    for (const item of this.#items.reverse()) {
      const bytes = Buffer.byteLength(JSON.stringify(item)) + 1;
      if (bytes > left) continue;
      left -= bytes;
      items.unshift(item as unknown as JsonValue);
    }
    const dropped = this.#dropped + this.#items.length - items.length;
    this.#items = [];
    this.#dropped = 0;
    this.#send({ ...this.#book.count(this.flag), items, dropped });
  }
}
