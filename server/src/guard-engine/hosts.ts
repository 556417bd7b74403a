import { aboveChance } from "./shards.ts";

/** Reporters are told apart as far as this; more share places. */
const PLACES = 32;
/** What the guess of a reporter's own rate weighs, in bad events of the average. */
const PRIOR = 5;

/**
 * Bad events by who reports them. One broken machine makes many bad events that are one, as one person does who retries: without
 * harm in the change, or with it, they are spread over reporters as their control groups say. Where they are not, φ is by how much they
 * vary more than by chance: Pearson's statistic over its degrees of freedom, as in `shards.ts`.
 */
export interface Hosts {
  /** By place: treated events, bad ones of them, control events, bad ones. */
  treated: number[];
  bad: number[];
  control: number[];
  controlBad: number[];
}

export const createHosts = (): Hosts => ({ treated: [], bad: [], control: [], controlBad: [] });

/** @param place of the reporter, counted in the order in which they came */
export function noteHost(
  hosts: Hosts,
  place: number,
  treated: { of: number; bad: number },
  control: { of: number; bad: number },
): void {
  const at = place % PLACES;
  while (hosts.treated.length <= at) for (const list of Object.values(hosts) as number[][]) list.push(0);
  add(hosts.treated, at, treated.of);
  add(hosts.bad, at, treated.bad);
  add(hosts.control, at, control.of);
  add(hosts.controlBad, at, control.bad);
}

function add(list: number[], at: number, count: number): void {
  list[at] = (list[at] ?? 0) + count;
}

const sum = (list: readonly number[]) => {
  let total = 0;
  for (let at = 0; at < list.length; at += 1) total += list[at] ?? 0;
  return total;
};

/** @returns φ, 1 for a single reporter and unless reporters differ clearly more than by chance */
export function hostClustering({ treated, bad, control, controlBad }: Hosts): number {
  const events = sum(bad);
  if (treated.length < 2 || events === 0) return 1;
  const controls = sum(control);
  const rate = controls === 0 ? 0 : sum(controlBad) / controls;
  const expected: number[] = [];
  let all = 0;
  let places = 0;
  for (let at = 0; at < treated.length; at += 1) {
    const of = treated[at] ?? 0;
    // With few events of its own a reporter's rate is that of all of them.
    const own = rate === 0 ? 1 : ((controlBad[at] ?? 0) + PRIOR) / ((control[at] ?? 0) + PRIOR / rate);
    expected.push(of * own);
    all += of * own;
    if (of > 0) places += 1;
  }
  if (places < 2) return 1;
  let ratio = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const mean = (events * (expected[at] ?? 0)) / all;
    if (mean > 0) ratio += ((bad[at] ?? 0) - mean) ** 2 / mean;
  }
  return aboveChance(ratio / (places - 1), events, places);
}
