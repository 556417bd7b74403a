import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as browser from "@switchyard/sdk-browser";
import * as node from "@switchyard/sdk-node";
import { signContext } from "@switchyard/sdk-node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// Each mistake that a developer can make with an SDK, against a running server: one line that says what to do, once.

const PROJECT = "/api/v1/projects/default/environments/production";
const ann = { targetingKey: "ann" };

const folder = temporaryFolder();
let server: TestServer;
/** A web server that answers every path alike. */
const elsewhere = createServer((request, response) => {
  if (request.url?.startsWith("/app/")) response.writeHead(200, { "content-type": "text/html" }).end("<html></html>");
  else response.writeHead(404).end();
});
elsewhere.on("upgrade", (request, socket) => {
  const status = request.url?.startsWith("/app/") ? "200 OK" : "404 Not Found";
  socket.on("error", () => {}).end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
});
const urls = { nobody: "http://127.0.0.1:1", site: "", app: "", server: "" };
const keys = {
  server: "",
  client: "",
  signed: "",
  revoked: "",
  revokedClient: "",
  otherServer: "",
  otherClient: "",
  staging: "",
};
let otherSecret: string;

beforeAll(async () => {
  elsewhere.listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  server = await startServer({ folder: folder.path });
  urls.site = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  urls.app = `${urls.site}/app`;
  urls.server = server.url;
  const { api } = server;
  for (const key of ["checkout-v2", "half"]) await api.createFlag("default", { key, clientSide: true });
  await api.ramp("default", "production", "half", 50);
  await api.ok("POST", "/api/v1/projects", { key: "other", name: "Other" });
  await api.createFlag("other", { key: "search", clientSide: true });
  keys.server = await api.createKey("default", "production", "server", "a");
  keys.client = await api.createKey("default", "production", "client", "b");
  keys.otherServer = await api.createKey("other", "production", "server", "c");
  keys.otherClient = await api.createKey("other", "production", "client", "d");
  await api.ramp("default", "staging", "checkout-v2", 100);
  keys.staging = await api.createKey("default", "staging", "server", "f");
  const make = (project: string, kind: string, more = {}) =>
    api.ok<{ id: string; key: string; signingSecret: string }>(
      "POST",
      `/api/v1/projects/${project}/environments/production/keys`,
      {
        kind,
        name: "e",
        ...more,
      },
    );
  keys.signed = (await make("default", "client", { signedContext: true })).key;
  otherSecret = (await make("other", "client", { signedContext: true })).signingSecret;
  for (const [name, kind] of [
    ["revoked", "server"],
    ["revokedClient", "client"],
  ] as const) {
    const { id, key } = await make("default", kind);
    await api.ok("DELETE", `${PROJECT}/keys/${id}`);
    keys[name] = key;
  }
  vi.stubGlobal(
    "WebSocket",
    class extends WebSocket {
      constructor(...[url, protocols]: [string, string]) {
        super(url, protocols);
        // A browser has no unhandled error events.
        this.on("error", () => {});
      }
    },
  );
});

afterAll(async () => {
  vi.unstubAllGlobals();
  elsewhere.close();
  await server.stop();
  folder.remove();
});

const UNREACHED = "flags answer with what was last known, or defaults; trying again";
const NOT_CONNECTING = "not connecting, every flag gives its default";
const NOT_TAKEN =
  "check that it is a server key of the right environment and not revoked; trying again every 5 minutes";
const NO_KEY = "pass `targetingKey`, or what it is bucketed by";

describe.concurrent("sdk-node", () => {
  type Ask = (flags: node.Client) => unknown;
  const ask: Ask = (flags) => flags.isEnabled("checkout-v2", ann);

  test.each<[string, () => node.ClientOptions, () => string, Ask]>([
    [
      "a url where nobody is",
      () => ({ url: urls.nobody }),
      () => `no connection to ${urls.nobody}: connect ECONNREFUSED 127.0.0.1:1; ${UNREACHED}`,
      ask,
    ],
    [
      "a url of another server",
      () => ({ url: urls.site }),
      () => `nothing at ${urls.site}/v1/stream (404): is \`url\` the address of a Switchyard server?`,
      ask,
    ],
    [
      "a url of a server that answers every path with its page",
      () => ({ url: urls.app }),
      () => `nothing at ${urls.app}/v1/stream (200): is \`url\` the address of a Switchyard server?`,
      ask,
    ],
    [
      "a url with the admin UI's path",
      () => ({ url: `${urls.server}/projects` }),
      () => `nothing at ${urls.server}/projects/v1/stream (404): is \`url\` the address of a Switchyard server?`,
      ask,
    ],
    [
      "a client key",
      () => ({ sdkKey: keys.client }),
      () =>
        `this is a client key, made for browsers: @switchyard/sdk-node needs a server key (sw_server_…); ${NOT_CONNECTING}`,
      ask,
    ],
    [
      "an API token",
      () => ({ sdkKey: server.api.token }),
      () => `${urls.server} refuses this SDK key (401): ${NOT_TAKEN}`,
      ask,
    ],
    [
      "a key that this server doesn't know (any more)",
      () => ({ sdkKey: keys.revoked }),
      () => `${urls.server} refuses this SDK key (401): ${NOT_TAKEN}`,
      ask,
    ],
    [
      "a key of another environment",
      () => ({ sdkKey: keys.staging, environment: "production" }),
      () =>
        `the SDK key is of default/staging, \`environment\` says production: make a server key there, under Settings → SDK keys of ${urls.server}; flags answer as in default/staging`,
      ask,
    ],
    [
      "a key of another project",
      () => ({ sdkKey: keys.otherServer }),
      () => "unknown flag `checkout-v2`; the SDK key is of other/production",
      ask,
    ],
    [
      "an unknown flag",
      () => ({}),
      () => "unknown flag `chekout-v2`; did you mean `checkout-v2`?",
      (flags) => flags.isEnabled("chekout-v2", ann),
    ],
    [
      "a default of another type",
      () => ({}),
      () => "flag `checkout-v2` is a boolean, the default is a string: the default is given",
      (flags) => flags.getValue("checkout-v2", ann, "text"),
    ],
    [
      "a context without targetingKey",
      () => ({}),
      () => `flag \`half\` is rolled out by an attribute that the context lacks: ${NO_KEY}`,
      (flags) => flags.isEnabled("half", { plan: "pro" }),
    ],
  ])("%s", async (_name, options, line, ask) => {
    const lines: string[] = [];
    const infos: string[] = [];
    const hear = (text: string) => void lines.push(text);
    const logger = { info: (text: string) => void infos.push(text), warn: hear, error: hear };
    const flags = node.createClient({ url: urls.server, sdkKey: keys.server, logger, ...options() });
    await flags.waitForReady({ timeoutMs: 1_500 });
    for (let i = 0; i < 3; i++) ask(flags);
    await flags.close();
    expect(lines).toEqual([`[switchyard] ${line()}`]);
    // Beside it nothing but what the client is connected to, where it may say so.
    expect(infos.length).toBeLessThan(2);
    for (const info of infos)
      expect(info).toMatch(/^\[switchyard\] connected to (default|other)\/production, version \d+$/);
  });

  test.each([
    ["the key's", () => keys.staging, "staging", true],
    ["the key's, by the name of its project, too", () => keys.server, "default/production", false],
  ])("the environment that was expected, %s, is none", async (_name, key, environment, isOn) => {
    const lines: string[] = [];
    const at = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
    const logger = { info: at("info"), warn: at("warn"), error: at("error") };
    const flags = node.createClient({ url: urls.server, sdkKey: key(), environment, logger });
    await flags.waitForReady();
    expect(flags.isEnabled("checkout-v2", ann)).toBe(isOn);
    const { environment: place, version } = flags.status;
    expect(place).toMatch(environment);
    await flags.close();
    expect(lines).toEqual([`info [switchyard] connected to ${place}, version ${version}`]);
  });
});

describe("sdk-browser", () => {
  type Ask = (flags: browser.Client) => unknown;
  const ask: Ask = (flags) => flags.isEnabled("checkout-v2");

  test.each<[string, () => Partial<browser.ClientOptions>, () => string, Ask]>([
    ["a url where nobody is", () => ({ url: urls.nobody }), () => `${urls.nobody}: no connection`, ask],
    ["a url of another server", () => ({ url: urls.site }), () => `${urls.site}: no connection`, ask],
    [
      "a url of a server that answers every path with its page",
      () => ({ url: urls.app }),
      () => `${urls.app}: no connection`,
      ask,
    ],
    [
      "no url",
      () => ({ url: undefined as never }),
      () => "undefined: SyntaxError: Invalid URL: undefined/v1/stream",
      ask,
    ],
    [
      "no key",
      () => ({ clientKey: undefined as never }),
      () => `${urls.server}: no client key came: pass \`clientKey\` (sw_client_…) to createClient()`,
      ask,
    ],
    [
      "a server key",
      () => ({ clientKey: keys.server }),
      () => `${urls.server}: a server key belongs in no browser: revoke it, and use a client key (sw_client_…)`,
      ask,
    ],
    [
      "a key that this server doesn't know (any more)",
      () => ({ clientKey: keys.revokedClient }),
      () => `${urls.server}: the client key is unknown or was revoked`,
      ask,
    ],
    ["a key of another project", () => ({ clientKey: keys.otherClient }), () => "unknown flag `checkout-v2`", ask],
    [
      "a context that was signed with another environment's key",
      () => ({ clientKey: keys.signed, contextToken: signContext(ann, { secret: otherSecret }) }),
      () => `${urls.server}: The token was refused: it is not signed with this client key's signing secret`,
      ask,
    ],
    [
      "an unknown flag",
      () => ({}),
      () => "unknown flag `chekout-v2`; did you mean `checkout-v2`?",
      (flags) => flags.isEnabled("chekout-v2"),
    ],
    [
      "a default of another type",
      () => ({}),
      () => "flag `checkout-v2` is a boolean, the default is not: the default is given",
      (flags) => flags.getValue("checkout-v2", "text"),
    ],
    [
      "a context without targetingKey",
      () => ({ context: { plan: "pro" } }),
      () => `flag \`half\` is rolled out by an attribute that the context lacks: ${NO_KEY}`,
      (flags) => flags.isEnabled("half"),
    ],
  ])("%s", async (_name, options, line, ask) => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    onTestFinished(() => warn.mockRestore());
    const flags = browser.createClient({
      url: urls.server,
      clientKey: keys.client,
      context: ann,
      storage: null,
      ...options(),
    });
    await flags.waitForReady({ timeoutMs: 1_500 });
    for (let i = 0; i < 3; i++) ask(flags);
    flags.close();
    await vi.waitFor(() => expect(warn).toHaveBeenCalled());
    expect(warn.mock.calls.map((said) => said.join(" "))).toEqual([`[switchyard] ${line()}`]);
  });
});
