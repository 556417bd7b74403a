import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { signContext } from "../../../sdk-node/src/sign-context.ts";
import { createContextSigning } from "./context-signing.ts";
import { readSignedContext } from "./signed-context.ts";

const NOW = 1_700_000_000_000;
const signing = createContextSigning("the-secret-of-a-server-0123456789abcdef");
const secret = signing.secretOf("key-1");

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

const part = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

function token({ header = { alg: "HS256" } as unknown, claims = {} as unknown, key = secret } = {}) {
  const body =
    typeof claims === "object" ? { context: { targetingKey: "u1" }, exp: NOW / 1_000 + 60, ...claims } : claims;
  const signed = `${part(header)}.${part(body)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

it("takes what sdk-node signs, until the second it expires", () => {
  const signed = signContext({ targetingKey: "zoë", plan: "pro" }, { secret, expiresInSeconds: 60 });
  const accepted = { context: { targetingKey: "zoë", plan: "pro" }, expiresAt: NOW + 60_000 };
  expect(readSignedContext(signed, secret, NOW)).toEqual(accepted);
  expect(readSignedContext(signed, secret, NOW + 59_999)).toEqual(accepted);
  expect(() => readSignedContext(signed, secret, NOW + 60_000)).toThrow("it has expired");
});

const none = `${part({ alg: "none" })}.${part({ context: {}, exp: 9e9 })}.`;

it.each([
  ["no alg", none, "alg must be HS256, received none"],
  ["another alg", token({ header: { alg: "HS512" } }), "alg must be HS256, received HS512"],
  ["an alg in other letters", token({ header: { alg: "hs256" } }), "received hs256"],
  ["an alg that is none", token({ header: { alg: ["HS256"] } }), "received another"],
  ["extensions that must be known", token({ header: { alg: "HS256", crit: ["b64"] } }), "crit"],
  ["a header that is no object", token({ header: "x" }), "its header must be a JSON object"],
  [
    "a foreign signature",
    token({ key: signing.secretOf("key-2") }),
    "not signed with this client key's signing secret",
  ],
  ["no signature", token().replace(/[^.]*$/, ""), "not signed"],
  ["half a signature", token().slice(0, -10), "not signed"],
  ["other claims than were signed", token().replace(/\.[^.]*\./, `.${part({ context: {}, exp: 9e9 })}.`), "not signed"],
  ["no end", token({ claims: { exp: undefined } }), "exp must be a number"],
  ["an end in words", token({ claims: { exp: "9999999999" } }), "exp must be a number"],
  ["an end in the past", token({ claims: { exp: NOW / 1_000 } }), "it has expired"],
  ["a beginning in the future", token({ claims: { nbf: NOW / 1_000 + 1 } }), "not valid yet"],
  ["a list for a context", token({ claims: { context: [] } }), "the claim context must be an object"],
  ["no context", token({ claims: { context: undefined } }), "the claim context must be an object"],
  ["claims that are no JSON", token({ claims: "x" }), "its claims must be a JSON object"],
  ["two parts", "a.b", "three parts of base64url"],
  ["other characters", "a.b.c=", "three parts of base64url"],
  ["nothing", "", "three parts"],
  ["too much", `${"a".repeat(16_385)}`, "it may have 16384 characters, received 16385"],
])("refuses a token with %s", (_, given, why) => {
  expect(() => readSignedContext(given, secret, NOW)).toThrow(why);
  expect(() => readSignedContext(given, secret, NOW)).toThrow(expect.objectContaining({ code: "TOKEN_REFUSED" }));
});

it("has another secret for each key and each server, always the same", () => {
  const again = createContextSigning("the-secret-of-a-server-0123456789abcdef");
  const other = createContextSigning("the-secret-of-another-0123456789abcdef");
  expect(again.secretOf("key-1")).toBe(secret);
  expect(new Set([secret, signing.secretOf("key-2"), other.secretOf("key-1")]).size).toBe(3);
  expect(() => createContextSigning(undefined).secretOf("key-1")).toThrow("SWITCHYARD_SECRET");
});
