import type { Storage } from "../../storage/port.ts";
import { type Elsewhere, NOWHERE } from "../books/elsewhere.ts";
import type { Look } from "../books/look-book.ts";
import { FarLooks } from "./far-looks.ts";
import { NearLooks } from "./near-looks.ts";
import type { NeighbourContext } from "./neighbour-context.ts";
import { parseNodeMessage } from "./node-message.ts";
import { Teller } from "./teller.ts";
import { type View, Views } from "./views.ts";

/** The other nodes on the same database: what they say of their SDKs, and what they are told of ours. */
export interface Neighbours {
  /** An SDK of ours came, went or confirmed. */
  changed(environmentId: string): void;
  /** Counts of these environments were written. */
  stored(environmentIds: Iterable<string>): void;
  /** @throws what the storage throws */
  read(environmentId: string): Promise<Elsewhere>;
  /** The same, kept up to date while somebody looks at it. */
  watch(environmentId: string, changed: () => void): View;
  /** Asks other nodes' SDKs for evaluations, too. Returns the way to stop. */
  look(environmentId: string, look: Look): () => void;
  /** How many server SDKs they have, and how many of them are asked for a flag. */
  lookCount(environmentId: string, flag: string): { servers: number; asked: number };
  close(): Promise<void>;
}

/** What one needs who has no neighbours. */
const ALONE: Neighbours = {
  changed() {},
  stored() {},
  read: async () => NOWHERE,
  watch: () => ({ elsewhere: NOWHERE, ready: Promise.resolve(), stop() {} }),
  look: () => () => {},
  lookCount: () => ({ servers: 0, asked: 0 }),
  close: async () => {},
};

export function createNeighbours({ nodes, epoch }: Pick<Storage, "nodes" | "epoch">, context: NeighbourContext) {
  if (!nodes) return ALONE;
  const teller = new Teller(nodes, context);
  const views = new Views(nodes, epoch, context);
  const near = new NearLooks(nodes, context);
  const far = new FarLooks(nodes, context);
  const stopListening = nodes.onMessage((received) => {
    const message = parseNodeMessage(received);
    switch (message?.type) {
      case "told":
        for (const id of message.environments) {
          views.heard(id);
          context.onNews(id, "clients");
        }
        break;
      case "stored":
        for (const id of message.environments) context.onNews(id, "usage");
        break;
      case "look":
        far.heard(message);
        break;
      case "saw":
        near.heard(message);
    }
  });
  return {
    changed: (id) => teller.changed(id),
    stored: (ids) => teller.stored([...ids]),
    read: (id) => views.read(id),
    watch: (id, changed) => views.watch(id, changed),
    look: (id, look) => near.look(id, look),
    lookCount: (id, flag) => near.count(id, flag),
    async close() {
      stopListening();
      views.close();
      near.close();
      far.close();
      await teller.close();
    },
  } satisfies Neighbours;
}
