// Not exports of the package: the engine is injected, and the patterns are those of its tests.
import { evilPattern, evilText } from "../../../core/src/evil-patterns.case.ts";
import { re2 } from "../../../core/src/re2.case.ts";

const COUNT = 1000;

/** How long the engine that we inject takes, at worst, on 1,000 evil patterns and a text of 10 KB. */
export function patterns(): string {
  const time = (i: number): number => {
    const search = re2(evilPattern(i), false);
    const start = process.hrtime.bigint();
    if (search(evilText)) throw new Error(`${evilPattern(i)} must not match`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  // The best of three, each compiled anew: what interrupts the process says nothing about the engine.
  const milliseconds = Array.from({ length: COUNT }, (_, i) => Math.min(time(i), time(i), time(i))).sort(
    (a, b) => a - b,
  );
  const at = (share: number): string => (milliseconds[Math.floor(share * (COUNT - 1))] ?? Number.NaN).toFixed(2);
  return `${COUNT} evil patterns, 10 KB of text each: median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms`;
}
