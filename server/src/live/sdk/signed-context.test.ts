import type { EvaluationContext } from "@switchyard/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signContext } from "../../../../sdk-node/src/sign-context.ts";
import { createContextSigning } from "../../signing/context-signing.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";
import { CLOCK } from "../timings.ts";

let at: TestLive;
let key: { id: string; token: string };
/** What is added to the server's clock. */
let later = 0;
const signing = createContextSigning("the-secret-of-a-server-0123456789abcdef");

beforeEach(async () => {
  later = 0;
  at = await startLive({ signing, clock: { ...CLOCK, wall: () => Date.now() + later }, timings: { ping: 30 } });
  key = await at.newKey("client", [], true);
  const conditions = [{ attribute: "country", operator: "equals" as const, values: ["DE"] }];
  await at.saveFlag({
    key: "german",
    clientSide: true,
    rules: [{ id: "r1", conditions, serve: { variant: "on" } }],
    fallthrough: { variant: "off" },
  });
});
afterEach(() => at.close());

const sign = (context: EvaluationContext, secret = signing.secretOf(key.id)) =>
  signContext(context, { secret, expiresInSeconds: 60 });

const enter = (hello: object, clientKey = key.token) =>
  TestSdk.browser(at, undefined, { hello: { key: clientKey, ...hello } });

describe("a client key that asks for signed contexts", () => {
  it("answers for what was signed, and not for what the page says", async () => {
    const sdk = await enter({ token: sign({ country: "DE" }), context: { country: "FR" }, contextId: 1 });
    expect(await sdk.next()).toMatchObject({ contextId: 1, flags: [{ variant: "on" }] });
    sdk.send({ type: "context", context: { country: "DE" }, contextId: 2, token: sign({ country: "FR" }) });
    await sdk.until(() => sdk.messages.some((message) => message.type === "snapshot"));
    expect(sdk.messages).toContainEqual(
      expect.objectContaining({ contextId: 2, flags: [expect.objectContaining({ variant: "off" })] }),
    );
  });

  it.each([
    [
      "no token",
      () => ({ context: { country: "DE" } }),
      "This client key takes signed contexts only, received no token",
    ],
    ["a foreign key's", () => ({ token: sign({}, signing.secretOf("other")) }), /not signed with this client key's/],
    ["something else", () => ({ token: "x".repeat(20_000) }), /it may have 16384 characters/],
    ["alg none", () => ({ token: `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.` }), /must be HS256/],
  ])("refuses %s", async (_, hello, reason) => {
    const sdk = await enter(hello());
    const closed = await sdk.closed;
    expect([closed.code, sdk.messages]).toEqual([4403, []]);
    expect(closed.reason).toMatch(reason);

    const other = await enter({ token: sign({}) });
    await other.next();
    other.send({ type: "context", context: {}, ...hello() });
    expect((await other.closed).code).toBe(4403);
  });

  it("ends the stream of a token that has expired, and takes another one in time", async () => {
    const token = sign({ country: "DE" });
    const sdk = await enter({ token });
    const renewing = await enter({ token });
    await Promise.all([sdk.next(), renewing.next()]);
    renewing.send({
      type: "context",
      context: {},
      token: signContext({ country: "DE" }, { secret: signing.secretOf(key.id), expiresInSeconds: 120 }),
    });
    await renewing.until(() => renewing.messages.some(({ type }) => type === "snapshot"));
    later = 61_000;
    expect(await sdk.closed).toEqual({ code: 4403, reason: "the token has expired, come with a new one" });
    expect(await (await enter({ token })).closed).toMatchObject({
      code: 4403,
      reason: expect.stringContaining("it has expired"),
    });
    renewing.messages.length = 0;
    expect(await renewing.next()).toMatchObject({ type: "current" });
  });
});

it("a token for a key that asks for none is refused, not believed", async () => {
  const sdk = await enter({ token: sign({}) }, at.clientKey);
  expect(await sdk.closed).toEqual({
    code: 4403,
    reason: "The token was refused: this client key takes no signed contexts",
  });
});
