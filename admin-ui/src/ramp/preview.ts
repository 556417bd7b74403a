import { bucket, bucketStep, exposureThreshold, type Serve } from "@switchyard/core";

/** What a move of the ramp means for one key. */
export type Move = "in" | "out" | "joins" | "leaves";

export interface Previewed {
  key: string;
  /** Where the key falls, in percent. */
  at: number;
  move: Move;
}

/** The exposed share of a serve; one variant for everyone has nobody to choose. */
export function percentageOf(serve: Serve, off: string): number {
  if ("rollout" in serve) return serve.rollout.percentage;
  return serve.variant === off ? 0 : 100;
}

/** Who of these joins and who leaves, by the hash that every SDK uses. */
export function preview(salt: string, keys: readonly string[], from: number, to: number): Previewed[] {
  const [was, is] = [exposureThreshold(from), exposureThreshold(to)];
  return keys.map((key) => {
    const hash = bucket(salt, ".", key);
    const [before, after] = [hash < was, hash < is];
    return { key, at: bucketStep(hash) / 1000, move: before ? (after ? "in" : "leaves") : after ? "joins" : "out" };
  });
}

/** Keys as good as any other, for whoever has none at hand. */
export const exampleKeys = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `user-${index + 1}`);
