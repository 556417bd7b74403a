import { join } from "node:path";
import { launchBrowser } from "../support/browser.ts";
import { ROOT, run } from "../support/process.ts";
import { startServer, temporaryFolder } from "../support/server.ts";
import { look } from "./take.ts";

/** The demo shop as it is open with `npm start`, twenty of a hundred shoppers along the way. */
export async function shopPicture(file: string): Promise<void> {
  const temporary = temporaryFolder();
  const [server, browser] = await Promise.all([startServer({ folder: temporary.path }), launchBrowser()]);
  const { api } = server;
  await api.createFlag("default", { key: "new-checkout", clientSide: true });
  await api.ramp("default", "production", "new-checkout", 5);
  const shop = run("node", [join(ROOT, "examples/shop/dist/server.js")], {
    cwd: join(ROOT, "examples/shop"),
    env: {
      SWITCHYARD_URL: server.url,
      SWITCHYARD_SDK_KEY: await api.createKey("default", "production", "server", "shop"),
      SWITCHYARD_CLIENT_KEY: await api.createKey("default", "production", "client", "shop"),
      SHOP_PORT: "0",
    },
  });
  try {
    const [, url = ""] = await shop.line(/^The shop is open on (\S+)/);
    const page = await (await browser.newContext(look(1440, 900, "light"))).newPage();
    await page.goto(url);
    // How many of this hundred a percentage names is chance: at 20 it is twenty or so.
    const count = page.locator("#count");
    await page.locator("body:not([data-flag=waiting])").waitFor();
    const before = await count.textContent();
    await api.ramp("default", "production", "new-checkout", 20);
    await count.and(page.locator(`:not(:text-is("${before}"))`)).waitFor();
    // A little traffic for the till's list.
    await page.waitForTimeout(5_000);
    console.log(file);
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
    await shop.end();
    await server.stop();
    temporary.remove();
  }
}
