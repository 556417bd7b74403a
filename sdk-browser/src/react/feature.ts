import type { ReactNode } from "react";
import type { DueKey, FlagKey, OrDue } from "../flag-types.ts";
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
  defaultValue?: boolean | undefined;
  /** Shown while it is on. */
  children?: ReactNode;
}

type ShowFeature = OrDue<
  (props: FeatureProps) => ReactNode,
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  (props: FeatureProps & { flag: DueKey<boolean> }) => ReactNode
>;

/** Shows one thing or the other. */
export const Feature: ShowFeature = ({ flag, fallback = null, defaultValue = false, children }: FeatureProps) =>
  useFlag(flag, defaultValue) ? children : fallback;
