import { z } from "@hono/zod-openapi";
import { name } from "./common.ts";

const EMAIL_LENGTH = 254;
const PASSWORD_LENGTH = { min: 12, max: 1000 };
export const email = z.email("must be an e-mail address").max(EMAIL_LENGTH);

export const password = z
  .string()
  .min(PASSWORD_LENGTH.min, `must have at least ${PASSWORD_LENGTH.min} characters`)
  .max(PASSWORD_LENGTH.max, `must have at most ${PASSWORD_LENGTH.max} characters`);

export const setupInputSchema = z.strictObject({
  token: z.string().min(1).max(200),
  email,
  name,
  password,
});

export const signInSchema = z.strictObject({
  email: z.string().min(1).max(EMAIL_LENGTH),
  password: z.string().min(1).max(PASSWORD_LENGTH.max),
});

export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  owner: z.boolean().describe("May do everything everywhere"),
});
