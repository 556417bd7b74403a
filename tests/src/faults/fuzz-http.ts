import type { Random } from "./random.ts";

// Requests that nobody should send, as bytes.

export interface Target {
  host: string;
  adminToken: string;
  sdkKey: string;
  clientKey: string;
}

const CRLF = "\r\n";
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"];
const ODD_NAMES = ["__proto__", "constructor", "..", "%2e%2e", "%00", "%", "a%20b", "x".repeat(200), "%F0%9F%8E%9A"];
const ODD_PATHS = [
  "/",
  "//",
  "/%",
  "/%ff%fe",
  "/..//..",
  "*",
  "http://x/",
  "/v1",
  "/api/v1/",
  "/assets/../../x",
  "/?a[b]=1",
];
const LEAVES = [
  "null",
  "true",
  "-0",
  "1e999",
  "1e-999",
  "9007199254740993",
  '""',
  '"\\ud800"',
  '"\\u0000"',
  "[]",
  "{}",
  '"on"',
];
const FIELDS = [
  ...["__proto__", "constructor", "prototype", "toString", "key", "type", "variants", "enabled", "offVariant"],
  ...["fallthrough", "rollout", "percentage", "rules", "conditions", "operator", "values", "context", "flag", "config"],
];
const BROKEN_JSON = ["", "{", "nul", '{"a":1,}', "\u0000", "<a/>", "\uFEFF{}", '{"a":1}{"a":1}', "'a'"];
/** Bodies that are nearly, or wholly, right. */
const BODIES = [
  '{"key":"fuzz-1"}',
  '{"key":"fuzz-2","type":"number","variants":[{"key":"a","value":1},{"key":"b","value":2}]}',
  '{"enabled":true,"offVariant":"off","fallthrough":{"variant":"on"}}',
  '{"enabled":true,"offVariant":"off","fallthrough":{"rollout":{"percentage":5,"variants":[{"variant":"on","weight":1}],"otherwise":"off"}}}',
  '{"enabled":true,"offVariant":"off","fallthrough":{"variant":"on"},"rules":[{"conditions":[{"attribute":"a","operator":"matches","values":["(a+)+$"]}],"serve":{"variant":"on"}}]}',
  '{"context":{"targetingKey":"a"},"flag":"fuzz-1"}',
  '{"rules":[],"includedKeys":["a"],"excludedKeys":[]}',
  '{"reason":"x"}',
  '{"context":{"targetingKey":"a"},"token":"eyJhbGciOiJIUzI1NiJ9.e30.x"}',
  '{"sdk":"fuzz/1","instance":"a","report":{"seq":1,"evaluations":[{"flag":"fuzz-1","variant":"on","count":1}]}}',
];

/** Whole requests of correct HTTP, whatever they ask; the answers come in order on one connection, and end it. */
export function politeRequests(random: Random, target: Target, count: number): Buffer {
  const requests = Array.from({ length: count }, (_, index) => politeRequest(random, target, index === count - 1));
  return Buffer.concat(requests);
}

function politeRequest(random: Random, target: Target, isLast: boolean): Buffer {
  const [method, path] = route(random);
  const body = method === "GET" || method === "HEAD" ? "" : bodyOf(random);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${target.host}`,
    `Authorization: ${authorization(random, target, path)}`,
    ...(random.below(4) === 0
      ? [`Origin: ${random.pick(["null", "https://shop.example.com", "", "x".repeat(500)])}`]
      : []),
    ...(random.below(8) === 0 ? [`If-None-Match: ${random.pick(['"x"', "*", 'W/"-gzip"', ",".repeat(2_000)])}`] : []),
    ...(random.below(8) === 0
      ? [`Accept-Encoding: ${random.pick(["gzip", "gzip;q=0", "gzip;q=".repeat(500), "*"])}`]
      : []),
    `Content-Type: ${mostly(random, "application/json", "text/plain", "application/json; charset=utf-7", "")}`,
    `If-Match: ${mostly(random, "*", '"1"', "1", "", '"-1"', 'W/"x"')}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(isLast ? ["Connection: close"] : []),
  ];
  return Buffer.from(`${lines.join(CRLF)}${CRLF}${CRLF}${body}`);
}

/** Bytes that are no correct request, or not the one that they claim to be. */
export function rudeRequest(random: Random, target: Target): Buffer {
  const head = (first: string, ...more: string[]) =>
    [first, `Host: ${target.host}`, `Authorization: Bearer ${target.adminToken}`, ...more, "", ""].join(CRLF);
  const post = (...more: string[]) =>
    head("POST /api/v1/projects/default/flags HTTP/1.1", "Content-Type: application/json", ...more);
  const path = () => route(random)[1];
  const body = () => bodyOf(random);
  const length = () => random.pick(["-1", "x", "1e3", "99999999999999999999", "5, 6", ""]);
  const chunks = () =>
    random.pick(["zz\r\n", "-1\r\n", "fffffffff\r\n", "5\r\n{}\r\n", "2\r\n{}", "2;x=y\r\n{}\r\n0\r\nA: b\r\n\r\n"]);
  const many = () => Array.from({ length: random.below(300) }, (_, index) => `X-${index}: 1`);
  const makers: (() => string | Buffer)[] = [
    () => random.bytes(1 + random.below(400)),
    () => Buffer.concat([Buffer.from(post("Content-Length: 200")), random.bytes(random.below(200))]),
    () => post(`Content-Length: ${length()}`),
    () => `${post("Content-Length: 3", "Content-Length: 30")}${body()}`,
    () => `${post("Content-Length: 5")}${body()}GET / HTTP/1.1`,
    () => `${post("Transfer-Encoding: chunked")}${chunks()}`,
    () => `${post("Transfer-Encoding: chunked", "Content-Length: 4")}${body()}`,
    () => post("Expect: 100-continue", "Content-Length: 10"),
    () => `${post("Content-Encoding: gzip", "Content-Length: 2")}{}`,
    () => head(`${random.pick(METHODS)} ${path()} HTTP/${random.pick(["0.9", "1.0", "2.0", "9.9", ""])}`),
    () => `GET ${path()}${CRLF}${CRLF}`,
    () => ["GET / HTTP/1.1", `Host: ${random.pick(["", "a b", "[", "x:99999", "%00", "\u00ff"])}`, "", ""].join(CRLF),
    () =>
      ["GET / HTTP/1.1", random.pick(["Host", ": x", "A\u0000: x", " folded: x", "Host: a\r\nHost: b"]), "", ""].join(
        CRLF,
      ),
    () => head(`GET /${"a".repeat(random.below(20_000))} HTTP/1.1`),
    () => head("GET / HTTP/1.1", `X-Long: ${"a".repeat(random.below(20_000))}`),
    () => head("GET / HTTP/1.1", ...many()),
    () => head("CONNECT example.com:443 HTTP/1.1"),
    () => `${head("PRI * HTTP/2.0")}SM${CRLF}${CRLF}`,
    () => head("GET / HTTP/1.1", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARA"),
    () => `${post("Connection: Upgrade", "Upgrade: h2c", "Content-Length: 50")}${body()}`,
    // The beginning of TLS.
    () =>
      Buffer.concat([
        Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
        random.bytes(60),
      ]),
    () => cut(random, politeRequests(random, target, 2)),
  ];
  return Buffer.from(random.pick(makers)());
}

/** Mostly one that exists. */
function route(random: Random): [method: string, path: string] {
  const inProject = `/api/v1/projects/${mostly(random, "default", ...ODD_NAMES)}`;
  const inEnvironment = `${inProject}/environments/${mostly(random, "development", ...ODD_NAMES)}`;
  const flag = mostly(random, random.pick(["fuzz-1", "fuzz-2", "witness-not"]), ...ODD_NAMES);
  const [methods, path] = random.pick<[methods: string[], path: string]>([
    [["GET"], "/api/v1/projects"],
    [["GET", "PATCH"], inProject],
    [["GET", "POST"], `${inProject}/flags`],
    [["GET", "PATCH", "PATCH", "DELETE"], `${inProject}/flags/${flag}`],
    [["GET", "PUT", "PUT"], `${inEnvironment}/flags/${flag}`],
    [["POST"], `${inEnvironment}/flags/${flag}/${random.pick(["kill", "restore"])}`],
    [["GET"], `${inEnvironment}/flags/${flag}/receipts`],
    [["POST"], `${inEnvironment}/evaluate`],
    [["GET", "PUT", "DELETE"], `${inProject}/segments/${flag}`],
    [["GET"], `${inProject}/changes?limit=${random.pick(["1", "0", "-1", "1e9", "x"])}&before=${flag}`],
    [
      ["GET", "POST"],
      `/v1/client/flags?${random.pick(["context=e30", "context=bnVs", "token=a.b.c", "context=%", "x"])}`,
    ],
    [["POST"], random.pick(["/v1/client/flags", "/v1/report", `/ofrep/v1/evaluate/flags/${flag}`])],
    [["GET"], "/metrics"],
    [["GET"], random.pick(["/v1/snapshot", "/v1/stream", "/health/live", "/health/ready", "/api/v1/live"])],
    [METHODS, random.pick(ODD_PATHS)],
  ]);
  return [mostly(random, random.pick(methods), ...METHODS), path];
}

function authorization(random: Random, { adminToken, sdkKey, clientKey }: Target, path: string): string {
  const usual = path.startsWith("/v1/client") ? clientKey : /^\/(v1|ofrep)\//.test(path) ? sdkKey : adminToken;
  const odd = [`Bearer ${sdkKey}`, "Bearer", "Bearer  ", "Basic eDp5", `Bearer ${adminToken}x`, "Bearer sw_server_x"];
  return mostly(random, `Bearer ${usual}`, ...odd);
}

function bodyOf(random: Random): string {
  const kind = random.below(200);
  if (kind === 0)
    return nested(random.pick(["[", '{"a":', '{"key":"x","context":']), random.pick([33, 1_000, 100_000]));
  if (kind === 1) return `{"key":"${"a".repeat(random.pick([101, 10_000, 300_000]))}"}`;
  if (kind < 20) return random.pick(BROKEN_JSON);
  if (kind < 80) return json(random, 4);
  if (kind < 120) return random.pick(BODIES);
  // Right but for one value.
  const values = [...random.pick(BODIES).matchAll(/:("[^"]*"|\d+|true|\[\])/g)];
  const value = random.pick(values);
  return `${value.input.slice(0, value.index + 1)}${json(random, 3)}${value.input.slice(value.index + value[0].length)}`;
}

/** What is opened so often is closed half of the time. */
function nested(opening: string, depth: number): string {
  const closing = opening.startsWith("[") ? "]" : "}";
  return opening.repeat(depth) + (depth % 2 === 0 ? `0${closing.repeat(depth)}` : "");
}

/** Any JSON, with names that are traps, and sometimes twice the same. */
export function json(random: Random, depth: number): string {
  const kind = depth === 0 ? 2 : random.below(4);
  if (kind === 0) return `[${Array.from({ length: random.below(3) }, () => json(random, depth - 1)).join(",")}]`;
  if (kind >= 2 && depth < 4) return random.pick(LEAVES);
  const fields = Array.from({ length: random.below(5) }, () => `"${random.pick(FIELDS)}":${json(random, depth - 1)}`);
  return `{${fields.join(",")}}`;
}

/** The usual one four times of five. */
const mostly = <Value>(random: Random, usual: Value, ...others: Value[]): Value =>
  random.below(5) > 0 ? usual : random.pick(others);

export const cut = (random: Random, bytes: Buffer) => bytes.subarray(0, random.below(bytes.length));
