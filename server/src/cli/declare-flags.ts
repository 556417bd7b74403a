import type { Flag } from "../api.ts";

/** What a declaration says of a flag. */
export type Declared = Pick<
  Flag,
  "key" | "name" | "description" | "type" | "variants" | "lifetime" | "archived" | "clientSide"
>;

export type Sdk = "node" | "browser";

const JSON_TYPE = "type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };";

/** The first line of what is written, by which `refs` knows it: it names every flag, and uses none. */
export const WRITTEN = "// Written by `switchyard types`: write it anew instead of editing it.";

/**
 * A declaration file that fills the `FlagTypes` of SDKs, sdk-browser's with the flags that browsers may see. The same flags
 * give the same text, whatever their order.
 *
 * @param dueBy flags to be removed by this day are deprecated, and so is asking for them; as `2030-01-31`
 */
export function declareFlags(flags: readonly Declared[], sdks: readonly Sdk[], dueBy: string): string {
  const current = flags.filter(({ archived }) => !archived).sort((a, b) => (a.key < b.key ? -1 : 1));
  const entries = current.flatMap((flag) => [
    ...comment(flag, dueBy),
    `  readonly ${JSON.stringify(flag.key)}: ${typeOf(flag)};`,
  ]);
  const lines = [WRITTEN, "", "export {};", ""];
  if (current.some(({ type }) => type === "object")) lines.push(JSON_TYPE, "");
  lines.push("interface Flags {", ...entries, "}");
  for (const sdk of sdks) {
    const seen = sdk === "browser" ? current.filter(({ clientSide }) => clientSide) : current;
    const keys = seen.map(({ key }) => JSON.stringify(key)).join(" | ");
    const source = seen.length === current.length ? "Flags" : `Pick<Flags, ${keys || "never"}>`;
    const due = seen.filter((flag) => removal(flag, dueBy) !== undefined).map(({ key }) => JSON.stringify(key));
    const calls = due.length > 0 ? [`  interface DueFlags extends Pick<Flags, ${due.join(" | ")}> {}`] : [];
    const module = [`declare module "@switchyard/sdk-${sdk}" {`, `  interface FlagTypes extends ${source} {}`];
    lines.push("", ...module, ...calls, "}");
  }
  return `${lines.join("\n")}\n`;
}

function typeOf({ type, variants }: Declared): string {
  if (type === "boolean") return type;
  if (type === "object") return "Json";
  const values = [...new Set(variants.map(({ value }) => value))];
  values.sort(type === "number" ? (a, b) => Number(a) - Number(b) : undefined);
  return values.map((value) => JSON.stringify(value)).join(" | ") || type;
}

/** When a flag is to be removed, if it is due. */
function removal({ lifetime }: Declared, dueBy: string): string | undefined {
  const day = lifetime.kind === "temporary" ? lifetime.expectedRemoval : undefined;
  return day !== undefined && day <= dueBy ? day : undefined;
}

function comment(flag: Declared, dueBy: string): string[] {
  const { key, name, description } = flag;
  const due = removal(flag, dueBy);
  const paragraphs = [
    name === key ? "" : harmless(name),
    harmless(description),
    due !== undefined ? `@deprecated to be removed by ${harmless(due)}` : "",
  ].filter((text) => text !== "");
  if (paragraphs.length === 0) return [];
  const lines = paragraphs.join("\n\n").split("\n");
  return ["  /**", ...lines.map((line) => `   * ${line}`.trimEnd()), "   */"];
}

/** What people wrote can't end the comment, and has no tags of its own: `@deprecated` would be one. */
const harmless = (text: string) =>
  text
    .trim()
    .replace(/\r\n|[\r\u2028\u2029]/g, "\n")
    .replaceAll("*/", "*\\/")
    .replace(/^\s*@/gm, "\\@");
