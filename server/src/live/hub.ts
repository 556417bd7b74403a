import { Channel, type ChannelContext } from "./channel.ts";
import type { SnapshotCache } from "./environment/snapshot-cache.ts";
import type { Meter } from "./meter.ts";
import { Broadcaster } from "./socket/broadcaster.ts";
import type { Clock } from "./timings.ts";

/** The channel of every environment that somebody listens to. */
export class Hub {
  readonly #cache: SnapshotCache;
  readonly #context: ChannelContext;
  readonly #channels = new Map<string, Channel>();
  readonly #onClients: (environmentId: string) => void;

  /** @param onClients told when another SDK came, went or confirmed */
  constructor(
    cache: SnapshotCache,
    { clock, meter }: { clock: Clock; meter: Meter },
    onClients: (environmentId: string) => void,
  ) {
    this.#cache = cache;
    this.#context = { clock, meter, broadcaster: new Broadcaster() };
    this.#onClients = onClients;
  }

  /** @throws what the storage throws when the environment can't be loaded */
  async channel(environmentId: string): Promise<Channel> {
    const environment = await this.#cache.get(environmentId);
    const known = this.#channels.get(environmentId);
    if (known) return known;
    const channel = new Channel(environment, this.#context);
    this.#channels.set(environmentId, channel);
    channel.receipts.onChange(() => this.#onClients(environmentId));
    return channel;
  }

  /** Forgets the SDKs that don't poll any more. */
  sweep(): void {
    for (const { pollers } of this.#channels.values()) pollers.sweep();
  }

  /** The channel, when anybody ever listened. */
  peek(environmentId: string): Channel | undefined {
    return this.#channels.get(environmentId);
  }
}
