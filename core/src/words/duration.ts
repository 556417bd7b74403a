/** A duration as on a receipt: "0.4 s", "12 ms", "3 s". */
export function duration(ms: number): string {
  if (ms < 100) return `${Math.max(1, Math.round(ms))} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
