/** Percentages have steps of 0.001, as the evaluator has. */
export function roundPercentage(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** "25 %", "0.125 %". */
export function percent(value: number): string {
  return `${roundPercentage(value)} %`;
}
