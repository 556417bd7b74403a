import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { signContext } from "./index.ts";

const secret = `sw_sign_${"s".repeat(43)}`;

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_500 }));
afterEach(() => void vi.useRealTimers());

it("makes a JWT whose claims are the context and its time", () => {
  const token = signContext({ targetingKey: "zoë" }, { secret, expiresInSeconds: 300 });
  const [header, claims, signature] = token.split(".");
  const parsed = (part = "") => JSON.parse(Buffer.from(part, "base64url").toString());
  expect(parsed(header)).toEqual({ alg: "HS256", typ: "JWT" });
  expect(parsed(claims)).toEqual({ context: { targetingKey: "zoë" }, iat: 1_700_000_000, exp: 1_700_000_300 });
  expect(signature).toBe(createHmac("sha256", secret).update(`${header}.${claims}`).digest("base64url"));
});

it("is good for an hour when nothing else is said", () => {
  const [, claims = ""] = signContext({}, { secret }).split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ exp: 1_700_003_600 });
});

it.each([
  [{}, { secret: "" }, "secret must be"],
  [{}, { secret: "sw_client_x" }, "secret must be"],
  [{}, { secret, expiresInSeconds: 0 }, "expiresInSeconds must be a number above 0, received 0"],
  [{}, { secret, expiresInSeconds: Number.NaN }, "received NaN"],
  [{ text: "x".repeat(8192) }, { secret }, "context may have 8192 bytes of JSON, received 8203"],
])("refuses %j with %j", (context, options, message) => {
  expect(() => signContext(context, options)).toThrow(TypeError);
  expect(() => signContext(context, options)).toThrow(message);
});
