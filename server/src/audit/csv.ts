/** What a spreadsheet takes for the beginning of a formula, also in the wide letters of East Asian keyboards. */
const FORMULA = /^[\s\p{Control}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * A line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets
 * know and don't show: whoever can write a reason must not be able to run something at whoever reads the log.
 */
export const csvLine = (cells: readonly (string | number | undefined)[]): string => `${cells.map(cell).join(",")}\r\n`;

function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
