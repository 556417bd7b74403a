import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createOutbound } from "./outbound.ts";
import { isPublicAddress } from "./public-address.ts";

// Nothing here leaves this machine: names lead where the test says.

const PUBLIC = "93.184.215.14";
const names: Record<string, string[]> = {
  "example.com": [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
  "loopback.example.com": ["127.0.0.1"],
  "loopback6.example.com": ["::1"],
  "private.example.com": ["10.1.2.3"],
  "mixed.example.com": [PUBLIC, "192.168.1.1"],
  "mapped.example.com": ["::ffff:10.0.0.1"],
  "zone.example.com": ["fe80::1%eth0"],
  "metadata.example.com": ["169.254.169.254"],
  "nat64.example.com": ["64:ff9b::a00:1"],
  "garbage.example.com": ["not an address"],
  "127.0.0.1.nip.io": ["127.0.0.1"],
  "xn--d1acpjx3f.example.com": ["10.0.0.5"],
};
const resolve = async (host: string) => names[host] ?? [];

/** Every one of them is refused, both when it is saved and when it would be sent to. */
const FORMS = [
  // As people write them.
  "https://localhost/",
  "https://LOCALHOST:8443/",
  "https://localhost./",
  "https://foo.localhost/",
  "https://127.0.0.1/",
  "https://127.0.0.1./",
  "https://127.255.255.254/",
  "https://0.0.0.0/",
  "https://0.1.2.3/",
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.0.1/",
  "https://100.64.0.1/",
  "https://100.127.255.255/",
  "https://169.254.169.254/latest/meta-data/",
  "https://168.63.129.16/",
  "https://100.100.100.200/",
  "https://192.0.0.192/",
  "https://192.0.2.1/",
  "https://198.18.0.1/",
  "https://198.51.100.7/",
  "https://203.0.113.9/",
  "https://224.0.0.1/",
  "https://239.255.255.255/",
  "https://240.0.0.1/",
  "https://255.255.255.255/",
  // As machines read them.
  "https://127.1/",
  "https://127.0.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0x7f.0x0.0x0.0x1/",
  "https://0177.0.0.1/",
  "https://017700000001/",
  "https://0x7f.1/",
  "https://10.0x0.0.1/",
  "https://3232235521/",
  "https://0xa9fea9fe/",
  "https://%31%32%37.0.0.1/",
  "https://①②⑦.⓪.⓪.①/",
  "https://１２７.0.0.1/",
  "https://127。0。0。1/",
  "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
  // IPv6.
  "https://[::1]/",
  "https://[::]/",
  "https://[0:0:0:0:0:0:0:1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::127.0.0.1]/",
  "https://[fe80::1]/",
  "https://[fe80::1%25eth0]/",
  "https://[fc00::1]/",
  "https://[fd00:ec2::254]/",
  "https://[ff02::1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[64:ff9b:1::a00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
  "https://[2001:db8::1]/",
  "https://[100::1]/",
  "https://[5f00::1]/",
  "https://[fec0::1]/",
  // Names.
  "https://loopback.example.com/",
  "https://loopback6.example.com/",
  "https://private.example.com/",
  "https://PRIVATE.EXAMPLE.COM./",
  "https://mixed.example.com/",
  "https://mapped.example.com/",
  "https://zone.example.com/",
  "https://metadata.example.com/",
  "https://nat64.example.com/",
  "https://garbage.example.com/",
  "https://nowhere.example.com/",
  "https://127.0.0.1.nip.io/",
  "https://яндекс.example.com/",
  "https://metadata.google.internal/computeMetadata/v1/",
  "https://printer.local/",
  "https://router/",
  "https://db.corp/",
  "https://nas.home.arpa/",
  // What is no address of a web server, or hides another.
  "http://example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com/",
  "javascript:alert(1)",
  "data:text/plain,x",
  "https:example.com",
  "//example.com/",
  "example.com",
  "https://user@example.com/",
  "https://user:secret@example.com/",
  "https://example.com@127.0.0.1/",
  "https://127.0.0.1#@example.com/",
  "https://127.0.0.1\\@example.com/",
  "https://example.com\\@127.0.0.1/",
  "https://exa mple.com/",
  " https://example.com/",
  "https://example.com/\r\nhost: localhost",
  "https://example.com:99999/",
  "https://",
  "",
];

describe("where nothing may be sent", () => {
  const outbound = createOutbound({ allowed: new Set(), resolve });
  it(`has more than 60 forms here, each another`, () => expect(new Set(FORMS).size).toBeGreaterThan(60));

  it.each(FORMS)("%j is refused when it is saved and when it would be sent to", async (url) => {
    await expect(outbound.check(url)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    await expect(outbound.post(url, {}, "{}")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("says no more than the host, and not what a name leads to", async () => {
    const error = await outbound.check("https://private.example.com/secret-path").catch((thrown: Error) => thrown);
    expect(String(error)).toContain("private.example.com");
    expect(String(error)).not.toMatch(/10\.1\.2\.3|secret-path/);
  });

  it("lets public addresses be", async () => {
    for (const url of [
      "https://example.com/a?b=c#d",
      "https://EXAMPLE.com.:8443/",
      `https://${PUBLIC}/`,
      "https://[2606:4700::1]/",
    ]) {
      await outbound.check(url);
    }
  });
});

describe("public addresses", () => {
  it.each(["1.1.1.1", "172.32.0.1", "100.128.0.1", "169.253.0.1", "223.255.255.255", "2606:4700::1", "2a00:1450::1"])(
    "%s is one",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each(["", "1.1.1", "01.1.1.1", "1.1.1.1 ", "::ffff:1.1.1.1", "2606:4700::1%1", "999.1.1.1"])(
    "%j is none",
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
});

describe("sending", () => {
  let server: Server;
  let origin: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const received: { url?: string; headers: IncomingMessage["headers"]; body: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        received.push({ ...(request.url && { url: request.url }), headers: request.headers, body });
        answer(request, response);
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const local = (options: { timeoutMs?: number; resolve?: (host: string) => Promise<string[]> } = {}) =>
    createOutbound({ allowed: new Set([origin]), resolve: async () => ["127.0.0.1"], ...options });

  it("reaches an origin that the operator allows, as it was asked to", async () => {
    answer = (_, response) => response.writeHead(202).end("thanks\u0000 \u202e!");
    const done = await local().post(`${origin}/hook?a=1`, { "webhook-id": "m1" }, '{"ü":1}');
    expect(done).toEqual({ status: 202, excerpt: "thanks !" });
    expect(received.at(-1)).toMatchObject({ url: "/hook?a=1", body: '{"ü":1}', headers: { "webhook-id": "m1" } });
    expect(received.at(-1)?.headers.host).toBe(new URL(origin).host);
  });

  it("asks no proxy, whatever the process's environment says", async () => {
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:1");
    vi.stubEnv("http_proxy", "http://127.0.0.1:1");
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    answer = (_, response) => response.end("ok");
    expect(await local().post(origin, {}, "{}")).toMatchObject({ status: 200 });
    vi.unstubAllEnvs();
  });

  it("goes to the address that was checked: a name that leads elsewhere a moment later changes nothing", async () => {
    let asked = 0;
    const rebinding = async () => (asked++ === 0 ? ["127.0.0.1"] : ["169.254.169.254"]);
    answer = (_, response) => response.end("ok");
    const outbound = local({ resolve: rebinding });
    expect(await outbound.post(origin, {}, "{}")).toMatchObject({ status: 200 });
    // Asked once for a sending, and each sending asks anew.
    expect(asked).toBe(1);
    await expect(outbound.post(origin, {}, "{}")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    const rebound = createOutbound({ allowed: new Set(), resolve: async () => ["127.0.0.1"] });
    const before = received.length;
    await expect(rebound.post("https://example.com/", {}, "{}")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    expect(received.length).toBe(before);
  });

  it("never reaches a cloud's metadata, even at an origin that is allowed", async () => {
    for (const host of ["169.254.169.254", "168.63.129.16", "100.100.100.200"]) {
      const outbound = createOutbound({
        allowed: new Set(["https://inside.corp", `https://${host}`]),
        resolve: async () => [host],
      });
      await expect(outbound.check("https://inside.corp/")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
      await expect(outbound.check(`https://${host}/`)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    }
    const inside = createOutbound({ allowed: new Set(["https://inside.corp"]), resolve: async () => ["10.0.0.5"] });
    await inside.check("https://inside.corp/hook");
    await expect(inside.check("https://inside.corp:8443/hook")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("follows no redirect", async () => {
    answer = (_, response) => response.writeHead(302, { location: `${origin}/other` }).end();
    expect(await local().post(`${origin}/first`, {}, "{}")).toMatchObject({ status: 302 });
    expect(received.at(-1)?.url).toBe("/first");
  });

  it("reads the beginning of an answer without end, and waits no longer than its time", async () => {
    answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        if (!response.destroyed) response.once("drain", more);
      };
      response.on("error", () => {});
      more();
    };
    const { excerpt } = await local().post(origin, {}, "{}");
    expect(excerpt).toBe("x".repeat(300));
    answer = () => {};
    await expect(local({ timeoutMs: 50 }).post(origin, {}, "{}")).rejects.toThrow("No answer within 1 s");
    const slow = local({ timeoutMs: 50, resolve: () => new Promise(() => {}) });
    await expect(slow.post(origin, {}, "{}")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("says in words that nothing listens, and what waiting is asked for", async () => {
    const closed = createOutbound({ allowed: new Set(["http://127.0.0.1:1"]) });
    await expect(closed.post("http://127.0.0.1:1/", {}, "{}")).rejects.toThrow("nothing listens there");
    answer = (_, response) => response.writeHead(429, { "retry-after": "7" }).end("slow down");
    expect(await local().post(origin, {}, "{}")).toEqual({ status: 429, excerpt: "slow down", retryAfter: 7 });
  });
});
