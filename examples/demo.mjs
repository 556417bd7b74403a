// `npm start`: builds what is stale, starts the server with its demo project, and the shop beside it.
// The server alone, as an operator runs it, is `node server/dist/main.js` with the same settings.
import { existsSync } from "node:fs";
import { build } from "./demo/build.mjs";
import { Children } from "./demo/children.mjs";
import { readDemoKeys } from "./demo/keys.mjs";

const root = new URL("../", import.meta.url);
const READY = /^Switchyard is ready on (\S+)/;
const OPEN = /^The shop is open on (\S+)/;

const children = new Children();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => children.end(0));
// npm passes a signal on to its shell only, and that ends without telling anyone.
const shell = process.ppid;
const { npm_lifecycle_event: npmScript } = process.env;
if (npmScript) setInterval(() => process.ppid !== shell && children.end(0), 250).unref();
// Nobody reads any more, as with `npm start | head`.
process.stdout.on("error", () => children.end(1));

if (!existsSync(new URL("node_modules/turbo/package.json", root))) {
  console.error("The dependencies are missing: run `npm ci` first.");
  process.exit(1);
}

await build(root, children);

const server = children.start("server", new URL("server/dist/main.js", root), {
  SWITCHYARD_DEMO: "1",
  ...process.env,
});
const [, url] = await server.line(READY);

const keys = readDemoKeys(process.env);
if (!keys) {
  console.log("No demo project in this database, so the shop stays closed.");
} else {
  const shop = children.start("shop", new URL("examples/shop/dist/server.js", root), {
    ...process.env,
    SWITCHYARD_URL: url,
    SWITCHYARD_SDK_KEY: keys.serverKey,
    SWITCHYARD_CLIENT_KEY: keys.clientKey,
  });
  await shop.line(OPEN);
  console.log(`
Flags show best side by side: the admin UI in one window, the shop in the other. Create a boolean flag
\`new-checkout\`, let browsers see it, turn it on in ${keys.environment} and move the percentage.`);
}
console.log("Ctrl-C stops everything.");
