/**
 * Told of every row that can't be read as what it should be.
 *
 * @param kind what such rows are, in the plural: a table, or what is made of it
 */
export type OnDamage = (message: string, kind: string) => void;

/** So many lines go into what a pipe holds, 64 KB: however much is damaged, nobody waits for who reads the log. */
export const NAMED = 250;

/**
 * Passes each message on once: lists are read again and again, and a damaged row is news only the first time. Of each kind only the first
 * {@link NAMED}, and then one line that there are more.
 */
export function reportOnce(report: (message: string) => void): OnDamage {
  const named = new Map<string, Set<string>>();
  return (message, kind) => {
    const known = named.get(kind) ?? new Set();
    named.set(kind, known);
    if (known.size > NAMED || known.has(message)) return;
    known.add(message);
    report(known.size <= NAMED ? message : `More than ${NAMED} ${kind} are damaged: no others are named here`);
  };
}
