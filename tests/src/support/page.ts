import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ROOT } from "./process.ts";

const IMPORT_MAP = JSON.stringify({ imports: { "@switchyard/sdk-browser": "/sdk/index.js" } });

/**
 * Serves a page and the built browser SDK, from an origin other than the server's: what an application's own web server
 * would do.
 *
 * @param script a module of the page, which may import `@switchyard/sdk-browser`
 */
export async function servePage(script = ""): Promise<{ url: string; close: () => Promise<void> }> {
  const sdk = join(ROOT, "sdk-browser/dist");
  const page = `<!doctype html><title>page</title><script type="importmap">${IMPORT_MAP}</script>
    <script type="module">${script}</script>`;
  const server = createServer((request, response) => {
    // The entry and its chunks.
    const file = request.url?.match(/^\/sdk\/([\w-]+\.js)$/)?.[1];
    if (file) response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(join(sdk, file)));
    else if (request.url === "/favicon.ico") response.writeHead(204).end();
    else response.writeHead(200, { "content-type": "text/html" }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
