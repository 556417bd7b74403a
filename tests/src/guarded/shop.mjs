// An application as anyone writes it: express, one line of middleware, two flags. Who has `harmful` fails now and then.
import { createClient } from "@switchyard/sdk-node";
import { currentFlags, expressFlags } from "@switchyard/sdk-node/middleware";
import express from "express";

const flags = createClient({ appName: "shop" });
await flags.waitForReady();

const app = express();
app.use(expressFlags(flags, { context: (request) => ({ targetingKey: request.get("x-user") }) }));
app.get("/checkout", (_request, response) => {
  const isHarmed = currentFlags().isEnabled("harmful");
  currentFlags().isEnabled("harmless");
  const fails = Math.random() < (isHarmed ? 0.3 : 0.005);
  response.status(fails ? 500 : 200).json({ harmed: isHarmed });
});
const server = app.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
process.on("SIGTERM", async () => {
  server.close();
  server.closeAllConnections();
  await flags.close();
});
