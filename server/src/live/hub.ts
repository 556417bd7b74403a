import { Broadcaster } from "./broadcaster.ts";
import { Channel, type ChannelContext } from "./channel.ts";
import type { SnapshotCache } from "./snapshot-cache.ts";
import type { Clock } from "./timings.ts";

/** The channel of every environment that somebody listens to. */
export class Hub {
  readonly #cache: SnapshotCache;
  readonly #context: ChannelContext;
  readonly #channels = new Map<string, Channel>();

  constructor(cache: SnapshotCache, clock: Clock) {
    this.#cache = cache;
    this.#context = { clock, broadcaster: new Broadcaster() };
  }

  /** @throws what the storage throws when the environment can't be loaded */
  async channel(environmentId: string): Promise<Channel> {
    const environment = await this.#cache.get(environmentId);
    const known = this.#channels.get(environmentId);
    if (known) return known;
    const channel = new Channel(environment, this.#context);
    this.#channels.set(environmentId, channel);
    return channel;
  }

  /** The channel, when anybody ever listened. */
  peek(environmentId: string): Channel | undefined {
    return this.#channels.get(environmentId);
  }
}
