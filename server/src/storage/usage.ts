/** From when to when counts are added up. */
export const HOUR_MS = 3_600_000;

/** Who asked for an unknown key: a server or a browser. */
export type ReporterKind = "server" | "browser";

/** So many unknown keys are kept of one environment and kind: those that came last, as names can be made up without end. */
export const MAX_UNKNOWN_FLAGS = 500;

/**
 * So many different events of one environment are kept: those that came first, as they have a history. Browsers, whose key
 * everybody has, can bring only the first half of them.
 */
export const MAX_EVENTS = 500;

/** Counts to be added. Hours are given by when they begin, and `at` is when it came last. */
export interface Counted {
  evaluations: {
    environmentId: string;
    flag: string;
    variant: string | null;
    hour: number;
    count: number;
    at: number;
  }[];
  unknown: { environmentId: string; flag: string; kind: ReporterKind; count: number; at: number; app?: string }[];
  events: {
    environmentId: string;
    event: string;
    kind: ReporterKind;
    hour: number;
    count: number;
    sum: number;
    at: number;
  }[];
}

export interface UnknownFlag {
  flag: string;
  kind: ReporterKind;
  count: number;
  firstSeenAt: number;
  lastSeenAt: number;
  /** Which asked last. */
  app?: string;
  dismissed: boolean;
}

/**
 * What SDKs report, added up by the hour. Not project data: it raises no version and is not in the change log. Counts stay
 * at the largest safe integer when they get there.
 */
export interface UsageCounts {
  /** All of it or, when it throws, nothing. */
  add(counted: Counted): Promise<void>;

  /** When flags were evaluated last. @param flags only these; without, all */
  evaluatedFlags(environmentId: string, flags?: string[]): Promise<{ flag: string; at: number }[]>;
  /** Evaluations of all variants, by flag and hour. @param since the first hour */
  hourlyEvaluations(
    environmentId: string,
    since: number,
    flags?: string[],
  ): Promise<{ flag: string; hour: number; count: number }[]>;
  variantEvaluations(
    environmentId: string,
    flag: string,
    since: number,
  ): Promise<{ hour: number; variant: string | null; count: number }[]>;

  unknownFlags(environmentId: string): Promise<UnknownFlag[]>;
  /** Marks it, for all kinds. @returns whether there was one */
  dismissUnknownFlag(environmentId: string, flag: string): Promise<boolean>;

  trackedEvents(environmentId: string): Promise<{ event: string; at: number }[]>;
  hourlyEvents(
    environmentId: string,
    since: number,
  ): Promise<{ event: string; hour: number; count: number; sum: number }[]>;

  /**
   * Forgets hours before this moment, and unknown keys and events that did not come since.
   *
   * @returns whether it is done: some thousand rows go at once, so that nobody waits for long
   */
  prune(environmentId: string, before: number): Promise<boolean>;
}
