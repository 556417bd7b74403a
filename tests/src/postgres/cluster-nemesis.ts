import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../faults/random.ts";
import { type Cluster, type Node, restart } from "./cluster.ts";

const MAX_PAUSE_MS = 1_500;
const MAX_DOWN_MS = 1_500;
/** Longer than a change may wait for its turn: whoever is stopped in the middle of one has lost it. */
const MAX_STOP_MS = 4_500;

/** Kills, stops and cuts off nodes and the database: one thing after another, and afterwards all is whole again. */
export class ClusterNemesis {
  /** What it did, to be printed. */
  readonly deeds: Record<string, number> = {};
  readonly #cluster: Cluster;
  readonly #random: Random;

  constructor(cluster: Cluster, random: Random) {
    this.#cluster = cluster;
    this.#random = random;
  }

  async run(isOver: () => boolean): Promise<void> {
    const deeds = [
      this.#killNode,
      this.#stopNode,
      this.#holdWay,
      this.#cutStreams,
      this.#killDatabase,
      this.#endNode,
      this.#refuseWay,
      this.#cutListeners,
    ];
    // Each of them once, then whatever comes.
    for (let n = 0; !isOver(); n++) {
      const deed = deeds[n] ?? this.#random.pick(deeds);
      await deed.call(this, this.#random.pick(this.#cluster.nodes));
      await sleep(this.#random.below(MAX_PAUSE_MS));
    }
  }

  async #killNode(node: Node): Promise<void> {
    this.#note("node killed");
    await node.server.process.end("SIGKILL");
    await sleep(this.#random.below(MAX_DOWN_MS));
    await restart(this.#cluster, node);
  }

  async #endNode(node: Node): Promise<void> {
    this.#note("node ended");
    await node.server.process.end("SIGTERM");
    await restart(this.#cluster, node);
  }

  async #stopNode(node: Node): Promise<void> {
    this.#note("node stopped");
    node.server.process.child.kill("SIGSTOP");
    await sleep(this.#random.below(MAX_STOP_MS));
    node.server.process.child.kill("SIGCONT");
  }

  async #holdWay({ way }: Node): Promise<void> {
    this.#note("node held off the database");
    way.hold();
    await sleep(this.#random.below(MAX_STOP_MS));
    way.pass();
  }

  async #refuseWay({ way }: Node): Promise<void> {
    this.#note("node cut off the database");
    way.refuse();
    await sleep(this.#random.below(MAX_DOWN_MS));
    way.pass();
  }

  /** The hints that come in the meantime are lost. */
  async #cutListeners({ way }: Node): Promise<void> {
    this.#note("connections to the database cut");
    way.cut();
  }

  async #cutStreams(): Promise<void> {
    this.#note("streams cut");
    this.#cluster.balancer.cut();
  }

  async #killDatabase(): Promise<void> {
    this.#note("database killed");
    await this.#cluster.postgres.kill();
    await sleep(this.#random.below(MAX_DOWN_MS));
    await this.#cluster.postgres.start();
  }

  #note(deed: string): void {
    this.deeds[deed] = (this.deeds[deed] ?? 0) + 1;
  }
}
