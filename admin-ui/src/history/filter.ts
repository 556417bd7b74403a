/** What the history is narrowed to, as the address keeps it. */
export interface HistoryFilter {
  environment?: string;
  /** Such as `flag.killed`. */
  action?: string;
  /** The id of who made the change. */
  actor?: string;
  /** Days by this browser's clock, such as "2026-07-01": the first and the last of which changes are shown. */
  from?: string;
  to?: string;
}

/** The filter as the API has it: moments instead of days. */
export function asked({ from, to, ...rest }: HistoryFilter): Record<string, string> {
  return { ...rest, ...moment("from", from, 0), ...moment("to", to, 1) };
}

/** @param later by how many days: the last day is shown to its end */
function moment(name: string, day: string | undefined, later: number): Record<string, string> {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? "") ?? [];
  if (date === undefined) return {};
  return { [name]: String(new Date(Number(year), Number(month) - 1, Number(date) + later).getTime()) };
}

/** Without what is not set, so that the address stays short. */
export const withFilter = (filter: HistoryFilter, patch: { [K in keyof HistoryFilter]: string | undefined }) =>
  Object.fromEntries(Object.entries({ ...filter, ...patch }).filter(([, value]) => value)) as HistoryFilter;
