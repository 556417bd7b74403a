import { describe, expect, it, vi } from "vitest";
import { clientAddress, networkOf, readProxies } from "../../auth/client-address.ts";
import { startTestServer } from "../../test-server.ts";

// Each try at a password costs a slow hash.
vi.setConfig({ testTimeout: 60_000 });

const isTrusted = readProxies("10.0.0.0/8, 192.0.2.7,fd00::/8");

describe("a client's address", () => {
  it.each([
    // Nobody between: what the header says is the sender's word.
    ["203.0.113.9", "1.2.3.4", "203.0.113.9"],
    ["203.0.113.9", "10.0.0.1", "203.0.113.9"],
    ["::ffff:203.0.113.9", undefined, "203.0.113.9"],
    // One proxy, and more: the last that none of them has.
    ["10.0.0.1", "203.0.113.9", "203.0.113.9"],
    ["::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"],
    ["10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"],
    ["10.0.0.1", "1.2.3.4, 203.0.113.9, 10.9.9.9,192.0.2.7", "203.0.113.9"],
    ["fd00::1", "2001:db8::1", "2001:db8::1"],
    // With the port, as some say it.
    ["10.0.0.1", "203.0.113.9:51234", "203.0.113.9"],
    ["10.0.0.1", "[2001:db8::1]:51234", "2001:db8::1"],
    ["10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"],
    // What is no address ends it: nothing before that counts.
    ["10.0.0.1", "1.2.3.4, unknown", "10.0.0.1"],
    ["10.0.0.1", "1.2.3.4,", "10.0.0.1"],
    ["10.0.0.1", "203.0.113.9, evil\n, 10.0.0.2", "10.0.0.2"],
    ["10.0.0.1", "fe80::1%eth0", "10.0.0.1"],
    ["10.0.0.1", "", "10.0.0.1"],
    ["10.0.0.1", undefined, "10.0.0.1"],
    ["10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"],
    ["unknown", "1.2.3.4", "unknown"],
  ])("at %s, which says %j, is %s", (socket, forwarded, address) => {
    expect(clientAddress(socket, forwarded, isTrusted)).toBe(address);
  });

  it("is the socket's where no proxy is trusted", () => {
    expect(clientAddress("10.0.0.1", "203.0.113.9")).toBe("10.0.0.1");
  });
});

it.each([
  "",
  ",",
  "10.0.0.0/0",
  "::/0",
  "10.0.0.0/33",
  "fd00::/129",
  "10.0.0/8",
  "proxy.internal",
  "10.0.0.1,",
  "*",
  "fe80::1%1",
])("%j is no list of proxies", (text) => expect(readProxies(text)).toBeUndefined());

it.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
  ["2001:0db8:0001:0002::", "2001:db8:1:2::/64"],
  ["2001:db8::6", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["unknown", "unknown"],
])("attempts from %s count for %s", (address, network) => expect(networkOf(address)).toBe(network));

describe("signing in behind a proxy", () => {
  const attempt = (url: string, forwarded: string) =>
    fetch(`${url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": forwarded },
      body: JSON.stringify({ email: "ada@example.com", password: "wrong password 1" }),
    });

  it("is slowed down for each client by itself where the proxy is trusted, and the client can't choose for whom", async () => {
    const server = await startTestServer({ trustedProxies: "127.0.0.1" });
    try {
      // Whatever stands before the proxy's own word: it is one client, and one network.
      const tries = Array.from({ length: 11 }, (_, i) => `10.9.9.${i}, 2001:db8:0:7::${i + 1}`);
      const answers = await Promise.all(tries.map((forwarded) => attempt(server.url, forwarded)));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), 429]);
      // Nobody else is locked out by it.
      expect((await attempt(server.url, "203.0.113.9")).status).toBe(401);
    } finally {
      await server.close();
    }
  });

  it("shows in the list of sessions where they were opened", async () => {
    const server = await startTestServer({ trustedProxies: "127.0.0.0/8" });
    try {
      const password = "a correct horse battery";
      const made = await server.send<{ token: string }>("POST", "/api/v1/invitations", {
        email: "ada@example.com",
        roles: [{ project: "default", role: "viewer" }],
      });
      const accepted = await server.send(
        "POST",
        "/api/v1/invitations/accept",
        { token: made.body.token, name: "Ada", password },
        { "x-forwarded-for": "198.51.100.1, 203.0.113.9" },
      );
      const cookie = accepted.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      const response = await fetch(`${server.url}/api/v1/sessions`, { headers: { cookie } });
      const body = (await response.json()) as { sessions: { address: string }[] };
      expect(body.sessions.map(({ address }) => address)).toEqual(["203.0.113.9"]);
    } finally {
      await server.close();
    }
  });
});
