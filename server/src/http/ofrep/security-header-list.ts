import { Hono } from "hono";
import { securityHeaders } from "../headers.ts";

/** The headers of every answer, as the routes' middleware sets them, for answers that don't pass it: name, value, name, … */
export async function securityHeaderList(): Promise<string[]> {
  const app = new Hono().use(securityHeaders).get("/", (c) => c.body(null));
  const { headers } = await app.request("/");
  return [...headers].flat();
}
