/** What the history is narrowed to, as the address keeps it. */
export interface HistoryFilter {
  environment?: string;
  /** Such as `flag.killed`. */
  action?: string;
  /** The id of who made the change. */
  actor?: string;
}

/** Without what is not set, so that the address stays short. */
export const withFilter = (filter: HistoryFilter, patch: { [K in keyof HistoryFilter]: string | undefined }) =>
  Object.fromEntries(Object.entries({ ...filter, ...patch }).filter(([, value]) => value)) as HistoryFilter;
