import { randomUUID } from "node:crypto";
import type { Nodes } from "../../storage/nodes.ts";
import type { Look } from "../books/look-book.ts";
import type { NeighbourContext } from "./neighbour-context.ts";
import type { NodeMessage } from "./node-message.ts";

/** The other nodes stop by themselves when nobody renews it. */
const FOR_MS = 30_000;
const RENEW_MS = 10_000;
const MAX_FLAGS = 20;

type Saw = Extract<NodeMessage, { type: "saw" }>;

interface Looking {
  readonly looks: Set<Look>;
  /** By flag and node, what it said last, and when on the monotonic clock. */
  readonly counts: Map<string, Pick<Saw, "flag" | "from" | "servers" | "asked"> & { at: number }>;
  readonly timer: NodeJS.Timeout;
}

/** Looks at evaluations from this node: asks the other nodes for theirs, while somebody looks. */
export class NearLooks {
  readonly #nodes: Nodes;
  readonly #context: NeighbourContext;
  readonly #from = randomUUID();
  readonly #looking = new Map<string, Looking>();

  constructor(nodes: Nodes, context: NeighbourContext) {
    this.#nodes = nodes;
    this.#context = context;
  }

  look(environmentId: string, look: Look): () => void {
    const looking = this.#looking.get(environmentId) ?? this.#begin(environmentId);
    looking.looks.add(look);
    this.#ask(environmentId, looking);
    return () => {
      if (!looking.looks.delete(look)) return;
      this.#ask(environmentId, looking);
      if (looking.looks.size > 0) return;
      clearInterval(looking.timer);
      this.#looking.delete(environmentId);
    };
  }

  count(environmentId: string, flag: string): { servers: number; asked: number } {
    const now = this.#context.clock.monotonic();
    const total = { servers: 0, asked: 0 };
    for (const count of this.#looking.get(environmentId)?.counts.values() ?? []) {
      if (count.flag !== flag || now - count.at > FOR_MS) continue;
      total.servers += count.servers;
      total.asked += count.asked;
    }
    return total;
  }

  heard({ environment, flag, from, items, dropped, servers, asked }: Saw): void {
    const looking = this.#looking.get(environment);
    if (!looking) return;
    looking.counts.set(`${from} ${flag}`, { flag, from, servers, asked, at: this.#context.clock.monotonic() });
    for (const look of looking.looks) {
      if (look.flag !== flag) continue;
      if (items.length + dropped > 0) look.saw(items, dropped);
      else look.changed();
    }
  }

  close(): void {
    for (const { timer } of this.#looking.values()) clearInterval(timer);
    this.#looking.clear();
  }

  #begin(environmentId: string): Looking {
    const looking: Looking = {
      looks: new Set(),
      counts: new Map(),
      timer: setInterval(() => this.#ask(environmentId, looking), RENEW_MS).unref(),
    };
    this.#looking.set(environmentId, looking);
    return looking;
  }

  #ask(environment: string, { looks }: Looking): void {
    const flags = [...new Set([...looks].map(({ flag }) => flag))].slice(0, MAX_FLAGS);
    const forMs = flags.length > 0 ? FOR_MS : 0;
    // Lost or too late: it is asked again soon.
    this.#nodes.send({ type: "look", from: this.#from, environment, flags, forMs }).catch(() => {});
  }
}
