import { createServer } from "node:http";
import { build } from "esbuild";

// What your bundler does, and your web server.
const { outputFiles } = await build({
  entryPoints: [new URL("page.mjs", import.meta.url).pathname],
  bundle: true,
  minify: true,
  format: "esm",
  write: false,
});
const { SWITCHYARD_URL: url, SWITCHYARD_CLIENT_KEY: clientKey, PORT = 3000 } = process.env;
const page = `<!doctype html><body data-url="${url}" data-client-key="${clientKey}">
<script type="module" src="/page.js"></script>`;

const server = createServer((request, response) => {
  const isScript = request.url === "/page.js";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? outputFiles[0].contents : page);
});
server.listen(Number(PORT), () => console.log(`listening on http://localhost:${server.address().port}`));
