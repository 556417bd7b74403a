import { serve } from "@hono/node-server";
import { createClient } from "@switchyard/sdk-node";
import { currentFlags, honoFlags } from "@switchyard/sdk-node/middleware";
import { Hono } from "hono";

// SWITCHYARD_URL and SWITCHYARD_SDK_KEY say where the flags are.
const flags = createClient({ appName: "example-hono" });
await flags.waitForReady({ timeoutMs: 3000 });

const app = new Hono();
app.use(honoFlags(flags, { context: (c) => ({ targetingKey: c.req.header("x-user") ?? "anonymous" }) }));
app.get("/", (c) => c.text(checkout()));

// Anywhere below the handler, without passing anything on.
function checkout() {
  return currentFlags().isEnabled("checkout-v2") ? "the new checkout" : "the old checkout";
}

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`listening on http://localhost:${port}`);
});
