interface Named {
  key: string;
  name: string;
}

/** From so many letters on the beginning of a name is enough. */
const ENOUGH = 3;

/**
 * The environment that somebody means: its key, or the beginning of the key or the name of a single one, so that "prod" is
 * production.
 */
export function environmentNamed<E extends Named>(word: string, environments: readonly E[]): E | undefined {
  const low = word.toLowerCase();
  const exact = environments.find(({ key }) => key === low);
  if (exact || low.length < ENOUGH) return exact;
  const begun = environments.filter(({ key, name }) => key.startsWith(low) || name.toLowerCase().startsWith(low));
  return begun.length === 1 ? begun[0] : undefined;
}
