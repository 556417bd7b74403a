import type { z } from "zod";
import { StorageError } from "../storage-error.ts";
import { decode } from "./decode.ts";

/** @throws StorageError "refused" when the row could not be read back */
export function checked<Row extends object>(schema: z.ZodType, name: string, row: Row): Row {
  const { problem } = decode(schema, row);
  if (problem !== undefined) throw new StorageError("refused", `${name} can't be stored: ${problem}`);
  return row;
}
