import { z } from "@hono/zod-openapi";
import { name, reason } from "./common.ts";

export const sdkKeySchema = z.object({
  id: z.string(),
  kind: z.enum(["server", "client"]),
  name: z.string(),
  hint: z.string(),
  origins: z.array(z.string()),
  signedContext: z.boolean(),
  createdAt: z.number(),
  createdBy: z.string(),
  lastUsedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
});

/** `https://shop.example.com`; `http://localhost:*` lets any port in, which development servers need. */
const originSchema = z
  .string()
  .max(300)
  .regex(
    /^https?:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:(\d{1,5}|\*))?$/,
    "must be scheme and host, such as https://shop.example.com or http://localhost:*, without a path",
  );

export const keyCreateSchema = z.strictObject({
  kind: z.enum(["server", "client"]),
  name,
  origins: z.array(originSchema).max(50).default([]),
  signedContext: z
    .boolean()
    .default(false)
    .describe("Client keys only: contexts are taken only as the application's backend signed them"),
  expiresInDays: z.number().int().min(1).max(3650).optional().describe("Without, it lasts until it is revoked"),
  reason,
});
