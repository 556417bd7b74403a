import type { Receipts } from "../../api.ts";
import { type Meter, NO_METER } from "../meter.ts";
import type { Clock } from "../timings.ts";
import { countOf, type Elsewhere, everyone, NOWHERE } from "./elsewhere.ts";
import { Histogram } from "./histogram.ts";
import type { Instance } from "./instance.ts";

const RECENT_VERSIONS = 1_000;
/** For so many of them it is also known who confirmed when. */
const NAMED_VERSIONS = 100;
/** So many are named. */
const MAX_NAMED = 100;

interface Recent {
  /** On the monotonic clock. */
  committedAt: number;
  times?: Histogram;
  confirmedBy?: Receipts["confirmedBy"];
}

/**
 * Who of one environment's connected SDK instances has confirmed what, and how long it took. It knows only what the
 * SDKs said themselves.
 */
export class ReceiptBook {
  readonly #clock: Clock;
  readonly #meter: Meter;
  /** By id. An SDK that reconnects before its old link was found dead is there twice: the newest, the last, counts. */
  readonly #instances = new Map<string, Instance[]>();
  readonly #recent = new Map<number, Recent>();
  readonly #listeners = new Set<() => void>();
  #newest = 0;

  constructor(clock: Clock, meter = NO_METER) {
    this.#clock = clock;
    this.#meter = meter;
  }

  /** Tells of every change to what {@link read} would answer. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param versions with the moments of their commits, on the monotonic clock */
  committed(versions: ReadonlyMap<number, number>): void {
    for (const [version, committedAt] of versions) {
      this.#newest = Math.max(this.#newest, version);
      this.#recent.set(version, { committedAt });
      const old = this.#recent.get(version - NAMED_VERSIONS);
      if (old) old.confirmedBy = undefined;
    }
    for (const version of this.#recent.keys()) {
      if (this.#recent.size <= RECENT_VERSIONS) break;
      this.#recent.delete(version);
    }
    this.#changed();
  }

  /** Another epoch: versions count anew, and nobody has said anything about them. */
  restart(): void {
    this.#recent.clear();
    this.#newest = 0;
    for (const instances of this.#instances.values()) for (const instance of instances) instance.confirmed = 0;
    this.#changed();
  }

  join(instance: Instance): void {
    this.#instances.set(instance.id, [...(this.#instances.get(instance.id) ?? []), instance]);
    this.#changed();
  }

  leave(instance: Instance): void {
    const rest = (this.#instances.get(instance.id) ?? []).filter((other) => other !== instance);
    if (rest.length > 0) this.#instances.set(instance.id, rest);
    else this.#instances.delete(instance.id);
    this.#changed();
  }

  has(id: string): boolean {
    return this.#instances.has(id);
  }

  /** Every instance once. */
  connected(): Instance[] {
    return [...this.#instances.values()].flatMap((instances) => instances.at(-1) ?? []);
  }

  /** When a recent version was committed, milliseconds since 1970. */
  committedAt(version: number): number | undefined {
    const recent = this.#recent.get(version);
    return recent && Math.round(this.#clock.wall() - (this.#clock.monotonic() - recent.committedAt));
  }

  /** Whoever evaluates with a version has been through those before it. */
  confirm(instance: Instance, version: number): void {
    if (version <= instance.confirmed) return;
    const now = this.#clock.monotonic();
    const first = Math.max(instance.confirmed, version - RECENT_VERSIONS) + 1;
    for (let each = first; each <= version; each += 1) {
      const recent = this.#recent.get(each);
      if (recent === undefined || instance.since > recent.committedAt) continue;
      const ms = now - recent.committedAt;
      recent.times ??= new Histogram();
      recent.times.add(ms);
      this.#meter.confirmed(ms);
      if (!instance.browser && version - each < NAMED_VERSIONS) name(recent, instance, ms);
    }
    instance.confirmed = version;
    this.#changed();
  }

  /** @param elsewhere what other nodes say of the same environment */
  read(version: number, elsewhere: Elsewhere = NOWHERE): Receipts {
    const { instances, groups, unknown } = everyone(this.connected(), elsewhere);
    const behind = instances.filter(({ confirmed }) => confirmed < version);
    const groupsBehind = groups.filter(({ confirmed }) => confirmed < version);
    const connected = instances.length + countOf(groups);
    const { times: own, confirmedBy = [] } = this.#recent.get(version) ?? {};
    const far = elsewhere.times.get(version);
    const times = far ? Histogram.sum(own, far.times) : own;
    const named = far ? [...confirmedBy, ...far.confirmedBy].sort((a, b) => a.ms - b.ms) : confirmedBy;
    return {
      version,
      connected,
      confirmed: connected - behind.length - countOf(groupsBehind),
      unknown,
      p50Ms: rounded(times?.quantile(0.5)),
      p99Ms: rounded(times?.quantile(0.99)),
      behind: behind
        .sort(serversFirst)
        .slice(0, MAX_NAMED)
        .map(({ instance, app = null, confirmed, lastSeen }) => ({ instance, app, version: confirmed, lastSeen })),
      confirmedBy: named.slice(0, MAX_NAMED),
    };
  }

  /** The newest version that was heard of; 0 when none was. */
  get newestVersion(): number {
    return this.#newest;
  }

  /** What is known of how fast the newest versions were confirmed, to tell other nodes. Names only of the very newest. */
  newestTimes(max: number) {
    let names = MAX_NAMED;
    return [...this.#recent]
      .slice(-max)
      .reverse()
      .flatMap(([version, { times, confirmedBy = [] }]) => {
        if (!times) return [];
        const named = confirmedBy.slice(0, names);
        names -= named.length;
        return { version, ...times.counts(), confirmedBy: named };
      });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Plain copies: an instance holds on to its socket. */
function name(recent: Recent, { instance, app }: Instance, ms: number): void {
  recent.confirmedBy ??= [];
  if (recent.confirmedBy.length < MAX_NAMED)
    recent.confirmedBy.push({ instance, app: app ?? null, ms: Math.ceil(ms * 10) / 10 });
}

/** Anybody can pose as a browser: no crowd of them may hide a server. */
const serversFirst = (a: Instance, b: Instance) =>
  Number(a.browser) - Number(b.browser) || a.confirmed - b.confirmed || a.lastSeen - b.lastSeen;

const rounded = (ms: number | null | undefined) => (ms == null ? null : Math.ceil(ms * 10) / 10);
