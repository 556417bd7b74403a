/** A text of 10 KB that none of {@link evilPattern} matches. */
export const evilText = `${"a".repeat(10_000)}!`;

/** One of the patterns on which a backtracking engine takes minutes or never ends, from ten families. */
export function evilPattern(i: number): string {
  const times = (i % 7) + 1;
  const families = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    `^(a*)*b{${times}}$`,
    `^(?:a?){${10 + times}}a{${10 + times}}$`,
    `^(.*a){${times}}$`,
    `^([a-z]+)*[0-9]{${times}}$`,
    `^(a+a+)+${"b".repeat(times)}$`,
    `^((a{1,${times}}){1,${times}})+$`,
    `^(\\w|a)*\\d{${times}}$`,
  ];
  return families[i % families.length] as string;
}
