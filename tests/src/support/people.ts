import type { Browser, BrowserContext } from "playwright-core";
import { PASSWORD } from "./person.ts";
import type { TestServer } from "./server.ts";

type Role = "viewer" | "responder" | "editor" | "releaser" | "admin";

/** Somebody with a role in a project, by an invitation of the operator. Gives a browser in which they are signed in. */
export async function joined(
  browser: Browser,
  server: TestServer,
  { name, role, project = "default" }: { name: string; role: Role; project?: string },
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<BrowserContext> {
  const email = `${name.toLowerCase().replace(/\W+/g, ".")}@example.org`;
  const { token } = await server.api.ok<{ token: string }>("POST", "/api/v1/invitations", {
    email,
    roles: [{ project, role }],
  });
  const context = await browser.newContext(options);
  const answer = await context.request.post(`${server.url}/api/v1/invitations/accept`, {
    data: { token, name, password: PASSWORD },
    headers: { origin: server.url, "sec-fetch-site": "same-origin" },
  });
  if (!answer.ok()) throw new Error(`invitation of ${name}: ${answer.status()} ${await answer.text()}`);
  return context;
}
