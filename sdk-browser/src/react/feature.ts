import type { ReactNode } from "react";
import type { FlagKey } from "../flag-types.ts";
import { useFlag } from "./use-flag.ts";

export interface FeatureProps {
  /** A boolean flag's key. */
  flag: FlagKey<boolean>;
  /** Shown while it is off. */
  fallback?: ReactNode;
  /**
   * Without an answer.
   * @default false
   */
  defaultValue?: boolean;
  /** Shown while it is on. */
  children?: ReactNode;
}

/** Shows one thing or the other. */
export function Feature({ flag, fallback = null, defaultValue = false, children }: FeatureProps): ReactNode {
  return useFlag(flag, defaultValue) ? children : fallback;
}
