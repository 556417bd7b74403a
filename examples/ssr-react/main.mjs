import { createServer } from "node:http";
import { FlagsProvider } from "@switchyard/sdk-browser/react";
import { createClient } from "@switchyard/sdk-node";
import { build } from "esbuild";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { App } from "./app.mjs";

const { SWITCHYARD_URL: url, SWITCHYARD_CLIENT_KEY: clientKey, PORT = 3000 } = process.env;
const flags = createClient({ appName: "example-ssr-react" }); // SWITCHYARD_URL and SWITCHYARD_SDK_KEY
await flags.waitForReady({ timeoutMs: 3000 });

const { outputFiles } = await build({
  entryPoints: [new URL("browser.mjs", import.meta.url).pathname],
  bundle: true,
  format: "esm",
  write: false,
  define: { "process.env.NODE_ENV": '"development"' }, // React says when the two sides differ
});

function render(context) {
  // Answers for this person, for browsers to see: the first render there is this one.
  const bootstrap = flags.bootstrap(context);
  const html = renderToString(createElement(FlagsProvider, { bootstrap, context }, createElement(App)));
  const data = JSON.stringify({ url, clientKey, context, bootstrap }).replaceAll("<", "\\u003c");
  return `<!doctype html><div id="root">${html}</div>
<script id="flags" type="application/json">${data}</script><script type="module" src="/browser.js"></script>`;
}

const server = createServer((request, response) => {
  const isScript = request.url === "/browser.js";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
  response.end(isScript ? outputFiles[0].contents : render({ targetingKey: "user-42" }));
});
server.listen(Number(PORT), () => console.log(`listening on http://localhost:${server.address().port}`));
