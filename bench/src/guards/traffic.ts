import { bucketOf, type GroupReport, SHARDS } from "../../../server/src/guard-engine/index.ts";
import type { Random } from "./random.ts";

/** A service under load, as its SDKs would report it. Times in seconds since the start. */
export interface Traffic {
  /** Requests each second, over all SDKs. */
  perSecond: number | ((seconds: number) => number);
  /** Parts of the traffic that each SDK sees; their sum is 1. */
  sdks: readonly number[];
  /** Probability that a request fails. */
  errors(seconds: number, treated: boolean, sdk: number): number;
  /** Of the tenth of all requests that are a checkout: probability that it fails. */
  checkouts(seconds: number, treated: boolean): number;
  /** Latency is log-normal: its median in milliseconds. */
  latency(seconds: number, treated: boolean): number;
  /** A person's errors come in clumps of about so many requests. */
  clump?: number;
  /** Contexts that are new, for each request. @default 0.1 */
  fresh?: number;
  /** Share of the treated contexts that never report, such as those whose page crashed. */
  lost?: number;
  /** All SDKs' processes are replaced by new ones at these seconds. */
  deploys?: readonly number[];
}

const CHECKOUT_SHARE = 0.1;
const SPREAD = 0.5;
const FRESH = 0.1;

/** Latencies of median 1 by bucket, as an array to draw from uniformly. */
const LATENCIES = Array.from({ length: 4096 }, (_, at) => Math.exp(SPREAD * inverseNormal((at + 0.5) / 4096)));

export function drawGroup(
  random: Random,
  traffic: Traffic,
  { sdk, seconds, requests, treated }: { sdk: number; seconds: number; requests: number; treated: boolean },
): GroupReport {
  const n = random.poisson(requests);
  const checkouts = random.binomial(n, CHECKOUT_SHARE);
  const cells = latencies(random, n, traffic.latency(seconds, treated));
  const lost = treated ? (traffic.lost ?? 0) : 0;
  return {
    requests: n,
    units: spread(random, random.binomial(n, (traffic.fresh ?? FRESH) * (1 - lost))),
    metrics: {
      errors: {
        kind: "count",
        of: spread(random, n),
        bad: clumps(random, n, traffic.errors(seconds, treated, sdk), traffic.clump ?? 1),
      },
      checkouts: {
        kind: "count",
        of: spread(random, checkouts),
        bad: clumps(random, checkouts, traffic.checkouts(seconds, treated), traffic.clump ?? 1),
      },
      latency: { kind: "values", cells },
    },
  };
}

/** How log-normal values of a median fall into buckets: each of the 4,096 alike likely values, and how many each bucket gets. */
interface Spread {
  buckets: Int16Array;
  shares: [bucket: number, share: number][];
}

const SPREADS = new Map<number, Spread>();
/** Medians are told apart by half a percent, far less than a bucket. */
const STEP = Math.log(1.005);

function spreadOf(median: number): Spread {
  const step = Math.round(Math.log(median) / STEP);
  const known = SPREADS.get(step);
  if (known) return known;
  const buckets = Int16Array.from(LATENCIES, (latency) => bucketOf(Math.exp(step * STEP) * latency));
  const counts = new Map<number, number>();
  for (const bucket of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  const shares = [...counts].map(([bucket, count]): [number, number] => [bucket, count / buckets.length]);
  const made = { buckets, shares };
  SPREADS.set(step, made);
  return made;
}

const FEW = 500;

/** Few one by one, many as counts by bucket: the same distribution. */
function latencies(random: Random, n: number, median: number): number[] {
  const { buckets, shares } = spreadOf(median);
  const cells: number[] = [];
  if (n <= FEW) {
    for (let at = 0; at < n; at += 1) cells.push(random.below(SHARDS), buckets[random.below(buckets.length)] ?? 0, 1);
    return cells;
  }
  let left = n;
  let rest = 1;
  for (const [bucket, share] of shares) {
    const count = random.binomial(left, Math.min(1, share / rest));
    const pairs = spread(random, count);
    for (let at = 0; at < pairs.length; at += 2) cells.push(pairs[at] ?? 0, bucket, pairs[at + 1] ?? 0);
    left -= count;
    rest -= share;
    if (left <= 0) break;
  }
  return cells;
}

/** Contexts fall into shards at random; so many that chance evens them out are spread evenly. */
function spread(random: Random, n: number): number[] {
  const pairs: number[] = [];
  if (n > 3 * SHARDS) {
    for (let shard = 0; shard < SHARDS; shard += 1) pairs.push(shard, n / SHARDS);
  } else {
    for (let at = 0; at < n; at += 1) pairs.push(random.below(SHARDS), 1);
  }
  return pairs;
}

/** Bad events, a clump of which is one person's: `size` on average, geometric, all in that person's shard. */
function clumps(random: Random, n: number, rate: number, size: number): number[] {
  if (size <= 1) {
    const bad = random.binomial(n, rate);
    return spread(random, bad);
  }
  const result: number[] = [];
  let left = n;
  for (let people = random.poisson((n * rate) / size); people > 0 && left > 0; people -= 1) {
    const count = Math.min(left, 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - 1 / size)));
    result.push(random.below(SHARDS), count);
    left -= count;
  }
  return result;
}

/** Acklam's rational approximation of the normal quantile, good to 1e-9; P. J. Acklam 2003. */
function inverseNormal(p: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
  ];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const polynomial = (coefficients: number[], x: number) => coefficients.reduce((sum, each) => sum * x + each, 0);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(c, q) / polynomial(d, q);
  }
  if (p > 1 - 0.02425) return -inverseNormal(1 - p);
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(a, r) * q) / polynomial(b, r);
}
