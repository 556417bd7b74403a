import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Flag } from "../../api.ts";
import { FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// What others use stays: segments, flags and variants, looked for in every environment of the project.

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
  await create("sizes", { type: "number", variants: VARIANTS });
  await create("user");
  await server.send("PUT", BETA, { includedKeys: ["u"] });
});
afterEach(() => server.close());

const { create, put, versions } = flagsOf(() => server);

const SEGMENTS = "/api/v1/projects/default/segments";
const BETA = `${SEGMENTS}/beta`;
const VARIANTS = ["s", "m", "l"].map((key, index) => ({ key, value: index }));
const WITHOUT_L = { variants: VARIANTS.slice(0, 2) };

const rules = (condition: object) => [{ id: "r", conditions: [condition], serve: { variant: "on" } }];
const sizes = (fields: object) => ({ enabled: true, offVariant: "s", fallthrough: { variant: "s" }, ...fields });

async function expectInUse(method: string, path: string, body: object | undefined, users: object[], message: string) {
  const before = await versions();
  const answer = await server.send(method, path, body);
  expect({ status: answer.status, code: answer.body.error?.code }).toEqual({ status: 409, code: "IN_USE" });
  expect(answer.body.error.details).toEqual({ users });
  expect(answer.body.error.message).toBe(message);
  expect(await versions()).toEqual(before);
}

const use = (environment: string, path: string, key = "user", kind = "flag") => ({ kind, key, path, environment });

describe("a segment", () => {
  it("is not deleted while flags or segments of any environment name it", async () => {
    const inSegment = { operator: "inSegment", values: ["beta"] };
    await server.send("PUT", `${SEGMENTS}/wider`, { rules: [{ conditions: [inSegment] }] });
    const notInSegment = { operator: "notInSegment", values: ["wider", "beta"] };
    await put("user", { ...share(0), rules: rules(notInSegment) }, "*", "staging");
    const path = "rules[0].conditions[0].values[0]";
    await expectInUse(
      "DELETE",
      BETA,
      undefined,
      [
        use("development", path, "wider", "segment"),
        use("staging", "rules[0].conditions[0].values[1]"),
        use("staging", path, "wider", "segment"),
        use("production", path, "wider", "segment"),
      ],
      "Segment beta is in use: segment wider in development (rules[0].conditions[0].values[0]); " +
        "flag user in staging (rules[0].conditions[0].values[1]); " +
        "segment wider in staging (rules[0].conditions[0].values[0]); " +
        "segment wider in production (rules[0].conditions[0].values[0])",
    );
    await put("user", share(0), "*", "staging");
    expect((await server.send("DELETE", `${SEGMENTS}/wider`)).status).toBe(204);
    expect((await server.send("DELETE", BETA)).status).toBe(204);
    expect((await server.send("GET", BETA)).status).toBe(404);
  });
});

describe("a flag", () => {
  it.each([
    ["a prerequisite", { prerequisites: [{ flag: "sizes", variants: ["m"] }] }, "prerequisites[0]"],
    ["flagIs", { rules: rules({ attribute: "sizes", operator: "flagIs", values: ["m"] }) }, "rules[0].conditions[0]"],
  ])("is not archived while %s of another environment names it", async (_, fields, path) => {
    await put("user", { ...share(0), ...fields, enabled: false }, "*", "development");
    const message = `Flag sizes is in use: flag user in development (${path})`;
    await expectInUse("DELETE", `${FLAGS}/sizes`, undefined, [use("development", path)], message);
    await expectInUse("PATCH", `${FLAGS}/sizes`, { archived: true }, [use("development", path)], message);
    await put("user", share(0), "*", "development");
    expect((await server.send<Flag>("DELETE", `${FLAGS}/sizes`)).body.archived).toBe(true);
  });

  it("is not archived while a segment asks for it", async () => {
    const flagIs = { attribute: "sizes", operator: "flagIs", values: ["m"] };
    await server.send("PUT", BETA, { rules: [{ conditions: [flagIs] }] });
    const users = ["development", "staging", "production"].map((environment) =>
      use(environment, "rules[0].conditions[0]", "beta", "segment"),
    );
    const named = users.map(({ environment, path }) => `segment beta in ${environment} (${path})`).join("; ");
    await expectInUse("DELETE", `${FLAGS}/sizes`, undefined, users, `Flag sizes is in use: ${named}`);
  });
});

describe("a variant", () => {
  const rollout = (variant: string, otherwise: string) => ({
    rollout: { percentage: 10, variants: [{ variant, weight: 1 }], otherwise },
  });

  it.each([
    ["offVariant", sizes({ offVariant: "l" }), "offVariant"],
    ["fallthrough", sizes({ fallthrough: { variant: "l" } }), "fallthrough.variant"],
    ["a share", sizes({ fallthrough: rollout("l", "s") }), "fallthrough.rollout.variants[0].variant"],
    ["the rest", sizes({ fallthrough: rollout("s", "l") }), "fallthrough.rollout.otherwise"],
    ["a target", sizes({ targets: [{ variant: "l", keys: ["u"] }] }), "targets[0].variant"],
    ["a rule", sizes({ rules: [{ id: "r", conditions: [], serve: { variant: "l" } }] }), "rules[0].serve.variant"],
  ])("is not removed while its own flag serves it as %s", async (_, configuration, path) => {
    expect((await put("sizes", configuration, "*", "staging")).status).toBe(200);
    await expectInUse(
      "PATCH",
      `${FLAGS}/sizes`,
      WITHOUT_L,
      [use("staging", path, "sizes")],
      `Variant l of flag sizes is in use: flag sizes in staging (${path})`,
    );
    await put("sizes", sizes({}), "*", "staging");
    expect((await server.send("PATCH", `${FLAGS}/sizes`, WITHOUT_L)).status).toBe(200);
  });

  it.each([
    ["prerequisite", { prerequisites: [{ flag: "sizes", variants: ["m", "l"] }] }, "prerequisites[0]"],
    [
      "flagIs",
      { rules: rules({ attribute: "sizes", operator: "flagIs", values: ["m", "l"] }) },
      "rules[0].conditions[0]",
    ],
  ])("is not removed while another flag's %s names it", async (_, fields, path) => {
    expect((await put("user", { ...share(0), ...fields }, "*", "development")).status).toBe(200);
    await expectInUse(
      "PATCH",
      `${FLAGS}/sizes`,
      WITHOUT_L,
      [use("development", path)],
      `Variant l of flag sizes is in use: flag user in development (${path})`,
    );
    // One that nobody names may go, and a new name for one that is named is no removal.
    const renamed = VARIANTS.filter(({ key }) => key !== "s").map((variant) => ({ ...variant, name: "renamed" }));
    for (const environment of ["development", "staging", "production"]) {
      await put("sizes", { enabled: false, offVariant: "m", fallthrough: { variant: "m" } }, "*", environment);
    }
    expect((await server.send("PATCH", `${FLAGS}/sizes`, { variants: renamed })).status).toBe(200);
  });
});
