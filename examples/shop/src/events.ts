/** What the flag looks like from the shop's process. */
export type FlagState = "waiting" | "missing" | "not-boolean" | "killed" | "off" | "serving";

/** Who gets which checkout, and what the last change moved. */
export interface Floor {
  flag: FlagState;
  /** The version these answers come from; null before the first. */
  version: number | null;
  /** One answer per shopper, by number. */
  answers: boolean[];
  /** How many the last change brought in and took out; null before there was a change. */
  moved: { joined: number; left: number } | null;
}

/** The SDK's connection in the shop's process. */
export interface Connection {
  state: "connecting" | "live" | "polling" | "offline";
  version: number | null;
}

/** One simulated checkout. */
export interface Checkout {
  /** The shopper's number. */
  shopper: number;
  newCheckout: boolean;
  /** How many there have been since the shop opened. */
  totals: { old: number; new: number };
}

/** What one shopper gets and why, as the shop's process evaluates it. */
export interface NodeAnswer {
  shopper: number;
  newCheckout: boolean;
  reason: string;
  version: number | null;
}

/** What can be wrong with the new checkout: one in five fails, or each takes 250 ms longer. */
export const TROUBLES = ["none", "errors", "slow"] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Checkouts that went through the till. */
export type TillCounts = Record<"new" | "old", { requests: number; failed: number }>;

/** The rush hour, and the trouble in it. */
export interface RushState {
  perSecond: number;
  trouble: Trouble;
  counts: TillCounts;
}

/** What the page needs for a client of its own. Nothing in it is secret: a client key is public. */
export interface PageSettings {
  url: string;
  clientKey: string;
}

export interface Events {
  floor: Floor;
  connection: Connection;
  checkout: Checkout;
  rush: RushState;
}
