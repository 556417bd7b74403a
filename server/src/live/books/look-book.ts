import { type Evaluations, MAX_CONTEXT_BYTES, type Watch } from "@switchyard/core";
import type { LiveEvaluation } from "../../api.ts";
import { frameText } from "../socket/frame.ts";
import type { Instance } from "./instance.ts";

/** So many server SDKs of an environment are asked at once: enough to see, and no flood. */
const MAX_ASKED = 50;
/** So many flags of an environment can be looked at at once; further looks see nothing until one ends. */
const MAX_FLAGS = 20;
/** SDKs stop by themselves when nobody renews it. */
const FOR_MS = 30_000;
const RENEW_MS = 10_000;

/** A connected server SDK. */
export interface Askable extends Instance {
  send(frame: Buffer): void;
}

export interface Look {
  flag: string;
  /** @param dropped evaluations that found no room on the way here */
  saw(items: LiveEvaluation[], dropped: number): void;
  /** It is told of other SDKs now. */
  changed(): void;
}

/** Asks some of an environment's server SDKs for evaluations, only while somebody looks, and hands them on. */
export class LookBook {
  readonly #servers = new Set<Askable>();
  readonly #looks = new Set<Look>();
  readonly #asked = new Set<Askable>();
  #flags: string[] = [];
  #timer?: NodeJS.Timeout;

  join(server: Askable): void {
    this.#servers.add(server);
    if (this.#looks.size === 0) return;
    if (this.#flags.length > 0 && this.#asked.size < MAX_ASKED) this.#ask([server]);
    this.#changed();
  }

  leave(server: Askable): void {
    this.#servers.delete(server);
    this.#asked.delete(server);
    this.#changed();
  }

  /** Returns the way to stop. */
  look(look: Look): () => void {
    this.#looks.add(look);
    this.#follow();
    return () => {
      if (this.#looks.delete(look)) this.#follow();
    };
  }

  /** How many server SDKs there are, and how many of them are asked for this flag. */
  count(flag: string): { servers: number; asked: number } {
    return { servers: this.#servers.size, asked: this.#flags.includes(flag) ? this.#asked.size : 0 };
  }

  /** What an SDK sent; from one that wasn't asked it is nothing. */
  saw(server: Askable, { items, dropped = 0 }: Evaluations): void {
    if (!this.#asked.has(server)) return;
    const { instance, app = null } = server;
    for (const look of this.#looks) {
      const seen = items.filter(({ flag }) => flag === look.flag);
      const small = seen.filter(({ context }) => isSmall(context));
      const lost = dropped + seen.length - small.length;
      if (small.length + lost > 0)
        look.saw(
          small.map((item) => ({ ...item, instance, app })),
          lost,
        );
    }
  }

  /** Asks for what is looked at now, if that is another set of flags than before. */
  #follow(): void {
    const flags = [...new Set([...this.#looks].map(({ flag }) => flag))].slice(0, MAX_FLAGS);
    if (flags.join() === this.#flags.join()) {
      this.#changed();
      return;
    }
    this.#flags = flags;
    if (flags.length > 0) {
      this.#timer ??= setInterval(() => this.#renew(), RENEW_MS).unref();
      this.#renew();
    } else {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#ask([...this.#asked]);
      this.#asked.clear();
    }
    this.#changed();
  }

  #renew(): void {
    const others = [...this.#servers].filter((server) => !this.#asked.has(server));
    this.#ask([...this.#asked, ...sample(others, MAX_ASKED - this.#asked.size)]);
  }

  #ask(servers: Askable[]): void {
    const watch: Watch = { type: "watch", flags: this.#flags, forMs: this.#flags.length > 0 ? FOR_MS : 0 };
    const frame = frameText(JSON.stringify(watch));
    for (const server of servers) {
      this.#asked.add(server);
      server.send(frame);
    }
  }

  #changed(): void {
    for (const look of this.#looks) look.changed();
  }
}

/** Chosen at random, so that it isn't always those that came first. */
function sample<Item>(items: Item[], size: number): Item[] {
  const rest = [...items];
  const chosen: Item[] = [];
  while (chosen.length < size && rest.length > 0) {
    chosen.push(...rest.splice(Math.floor(Math.random() * rest.length), 1));
  }
  return chosen;
}

function isSmall(context: object): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(context)) <= MAX_CONTEXT_BYTES;
  } catch {
    // Nested so deeply that it can't be written.
    return false;
  }
}
