import type { AddressInfo } from "node:net";
import { type Client, createClient } from "@switchyard/sdk-node";
import { currentFlags, expressFlags } from "@switchyard/sdk-node/middleware";
import express from "express";

/** An application of one flag, whose change can be made to do harm while it runs. */
export async function startBreakableShop(url: string, sdkKey: string, flag: string) {
  const flags: Client = createClient({ url, sdkKey, appName: "shop" });
  await flags.waitForReady();
  const shop = { flags, breaks: false, address: "", close };
  const app = express();
  app.use(expressFlags(flags, { context: (request) => ({ targetingKey: request.get("x-user") ?? "" }) }));
  app.get("/checkout", (_request, response) => {
    const harmed = currentFlags().isEnabled(flag);
    response.status(harmed && shop.breaks ? 500 : 200).json({ harmed });
  });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  shop.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/checkout`;

  async function close() {
    server.closeAllConnections();
    server.close();
    await flags.close();
  }
  return shop;
}
