import { z } from "@hono/zod-openapi";

export const signInWaysSchema = z.object({
  password: z.literal(true),
  oidc: z
    .object({
      name: z.string().describe("The provider's host"),
      path: z.string().describe("Where to send the browser, with `to` as the path to come back to"),
    })
    .nullable(),
});
