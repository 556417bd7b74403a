import type { Counts } from "./counts.ts";
import { aboveChance } from "./shards.ts";

/** Reporters are told apart as far as this; more share places. */
const PLACES = 32;
/** What the guess of a reporter's own rate weighs, in bad events of the average. */
const PRIOR = 5;
/** Reporters are compared with those of the same moment: a release replaces them all, and harm may begin late. */
const WINDOW_MS = 10_000;

/**
 * Bad events by who reports them. One broken machine makes many bad events that are one, as one person does who retries: whether the
 * change does harm or not, those of a moment are spread over reporters in proportion to their traffic and to their own control group's rate. Where
 * they are not, φ is by how much they vary more than by chance: Pearson's statistic over its degrees of freedom, as in `shards.ts`.
 */
export interface Hosts {
  /** When the window began, and what came in it, by place. */
  since: number;
  treated: number[];
  bad: number[];
  /** Of all windows. */
  control: number[];
  controlBad: number[];
  /** Of the windows that are over: bad events, and how many there should have been. */
  seen: number[];
  expected: number[];
}

export const createHosts = (): Hosts => ({
  since: 0,
  treated: [],
  bad: [],
  control: [],
  controlBad: [],
  seen: [],
  expected: [],
});

/** @param place of the reporter, counted in the order in which they came */
export function noteHost(hosts: Hosts, place: number, now: number, treated: Counts, control: Counts): void {
  const { since } = hosts;
  if (now - since >= WINDOW_MS) {
    const { seen, expected } = untilNow(hosts);
    hosts.seen = seen;
    hosts.expected = expected;
    hosts.treated = seen.map(() => 0);
    hosts.bad = seen.map(() => 0);
    hosts.since = now;
  }
  const at = place % PLACES;
  add(hosts.treated, at, treated.of);
  add(hosts.bad, at, treated.bad);
  add(hosts.control, at, control.of);
  add(hosts.controlBad, at, control.bad);
}

function add(list: number[], at: number, count: number): void {
  while (list.length <= at) list.push(0);
  list[at] = (list[at] ?? 0) + count;
}

function sum(list: readonly number[]): number {
  let total = 0;
  for (let at = 0; at < list.length; at += 1) total += list[at] ?? 0;
  return total;
}

/** With the window that is not over yet. */
function untilNow(hosts: Hosts): { seen: number[]; expected: number[] } {
  const { treated, bad, control, controlBad } = hosts;
  const seen = [...hosts.seen];
  const expected = [...hosts.expected];
  while (seen.length < treated.length) seen.push(0);
  while (expected.length < treated.length) expected.push(0);
  const events = sum(bad);
  if (events === 0) return { seen, expected };
  const controls = sum(control);
  const rate = controls === 0 ? 0 : sum(controlBad) / controls;
  // With few events of its own a reporter's rate is that of all of them.
  const weights = treated.map((of, at) =>
    rate === 0 ? of : (of * ((controlBad[at] ?? 0) + PRIOR)) / ((control[at] ?? 0) + PRIOR / rate),
  );
  const all = sum(weights);
  for (let at = 0; at < treated.length; at += 1) {
    seen[at] = (seen[at] ?? 0) + (bad[at] ?? 0);
    expected[at] = (expected[at] ?? 0) + (all === 0 ? (bad[at] ?? 0) : (events * (weights[at] ?? 0)) / all);
  }
  return { seen, expected };
}

/** @returns φ, 1 for a single reporter and unless reporters differ clearly more than by chance */
export function hostClustering(hosts: Hosts): number {
  if (hosts.treated.length < 2) return 1;
  const { seen, expected } = untilNow(hosts);
  let ratio = 0;
  let places = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const mean = expected[at] ?? 0;
    if (mean === 0) continue;
    places += 1;
    ratio += ((seen[at] ?? 0) - mean) ** 2 / mean;
  }
  return places < 2 ? 1 : aboveChance(ratio / (places - 1), sum(seen), places);
}
