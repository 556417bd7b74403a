import type { z } from "zod";
import type { OnDamage } from "../damage.ts";

/** A row as the port's object, or one line on why it can't be. Never throws. */
export type Decoded<T> = { value: T; problem?: undefined } | { problem: string };

export function decode<T>(schema: z.ZodType<T>, row: unknown): Decoded<T> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return { problem: `${path?.replace(/^\./, "") ?? "row"}: ${issue?.message ?? "unreadable"}` };
}

/** Reads rows of one table; damaged ones are left out and reported by their id. */
export function createReader<T>(table: string, schema: z.ZodType<T>, onDamage: OnDamage) {
  const one = (row: object | undefined): T | undefined => {
    if (row === undefined) return undefined;
    const decoded = decode(schema, row);
    if (decoded.problem === undefined) return decoded.value;
    onDamage(
      `A row of table ${table} (${nameRow(row)}) is damaged and left out: ${decoded.problem}`,
      `rows of table ${table}`,
    );
    return undefined;
  };
  return {
    one,
    many: (rows: object[]): T[] => rows.flatMap((row) => one(row) ?? []),
  };
}

const nameRow = (row: object) =>
  ["id", "key", "flagId", "environmentId"]
    .filter((name) => name in row)
    .map((name) => `${name} ${String(Reflect.get(row, name)).slice(0, 100)}`)
    .join(", ");
