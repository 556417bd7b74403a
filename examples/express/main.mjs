import { createClient } from "@switchyard/sdk-node";
import { currentFlags, expressFlags } from "@switchyard/sdk-node/middleware";
import express from "express";

// SWITCHYARD_URL and SWITCHYARD_SDK_KEY say where the flags are.
const flags = createClient({ appName: "example-express" });
await flags.waitForReady({ timeoutMs: 3000 });

const app = express();
app.use(expressFlags(flags, { context: (request) => ({ targetingKey: request.get("x-user") ?? "anonymous" }) }));

app.get("/", (_request, response) => {
  response.send(checkout());
});

// Anywhere below the handler, without passing anything on.
function checkout() {
  return currentFlags().isEnabled("checkout-v2") ? "the new checkout" : "the old checkout";
}

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on http://localhost:${server.address().port}`);
});
