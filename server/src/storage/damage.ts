/** Told of every row that can't be read as what it should be. */
export type OnDamage = (message: string) => void;

const REMEMBERED = 10_000;

/** Passes each message on once: lists are read again and again, and a damaged row is news only the first time. */
export function reportOnce(report: OnDamage): OnDamage {
  const reported = new Set<string>();
  return (message) => {
    if (reported.has(message) || reported.size >= REMEMBERED) return;
    reported.add(message);
    report(message);
  };
}
