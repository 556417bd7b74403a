import { z } from "@hono/zod-openapi";
import { search } from "./common.ts";

export const viewName = z.string().trim().min(1, "must not be empty").max(100);

export const savedViewSchema = z.object({ name: z.string(), search: z.string() });

export const savedViewInputSchema = z.strictObject({ search });
