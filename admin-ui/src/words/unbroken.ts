/** For a text that wraps: a number keeps its unit, so that no line ends between "25" and "%". */
export function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=(?:%|ms|s)(?![\w-]))/g, "\u00a0");
}
