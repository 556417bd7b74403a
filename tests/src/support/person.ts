import type { Browser, BrowserContext } from "playwright-core";
import type { TestServer } from "./server.ts";

/** Of everybody in tests. */
export const PASSWORD = "a few quiet words";

/** Sets up the first admin and gives a browser in which they are signed in. */
export async function signedIn(
  browser: Browser,
  server: TestServer,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<BrowserContext> {
  const [, token] = await server.process.line(/^Set up the first admin: \S+token=(\S+)/);
  const context = await browser.newContext(options);
  const answer = await context.request.post(`${server.url}/api/v1/setup`, {
    data: { token, name: "Ana Lopes", email: "ana@example.org", password: PASSWORD },
    headers: { origin: server.url, "sec-fetch-site": "same-origin" },
  });
  if (!answer.ok()) throw new Error(`set-up: ${answer.status()} ${await answer.text()}`);
  return context;
}
