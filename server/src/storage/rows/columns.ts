import { z } from "zod";

// How a column of one kind is read, whatever the table.

export const bit = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
export const optional = <T extends z.ZodType>(schema: T) => schema.nullable().transform((value) => value ?? undefined);

function parse(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
}

export const json = <T extends z.ZodType>(schema: T) => z.string().transform(parse).pipe(schema);
