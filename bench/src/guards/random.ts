/** Seeded numbers: Chris Doty-Humphrey's sfc32, which passes the usual batteries and costs a few nanoseconds. */
export interface Random {
  /** From 0 to 1, without 1. */
  uniform(): number;
  /** An integer from 0 to `n` - 1. */
  below(n: number): number;
  poisson(mean: number): number;
  binomial(n: number, p: number): number;
  normal(): number;
}

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = 1;
  const next = () => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  const uniform = () => next() / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  function poisson(mean: number): number {
    if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > limit; product *= uniform()) count += 1;
    return count;
  }

  /** Exact where it is small: by the gaps between successes, which are geometric. */
  function binomial(n: number, p: number): number {
    if (p <= 0 || n <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - binomial(n, 1 - p);
    if (n * p > 60) {
      return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal())));
    }
    return successes(n, Math.log(1 - p));
  }

  function successes(n: number, log: number): number {
    let count = 0;
    let at = Math.floor(Math.log(1 - uniform()) / log);
    while (at < n) {
      count += 1;
      at += 1 + Math.floor(Math.log(1 - uniform()) / log);
    }
    return count;
  }

  return { uniform, below: (n) => Math.floor(uniform() * n), poisson, binomial, normal };
}
