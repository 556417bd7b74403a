import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newConfiguration, newFlag } from "../../flags/new-flag.ts";
import type { Project } from "../../storage/port.ts";
import { at, FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// What can't be served is refused when it is saved or tried: with the place, the rule and what was received.

let server: TestServer;
const { create, put } = flagsOf(() => server);

const EVALUATE = "/api/v1/projects/default/environments/production/evaluate";
const SEGMENT = "/api/v1/projects/default/segments/beta";

const when = (condition: object) => ({ rules: [{ id: "r", conditions: [condition], serve: { variant: "on" } }] });
const attribute = (operator: string, ...values: unknown[]) => when({ attribute: "a", operator, values });
const rollout = (fields: object) => ({
  fallthrough: { rollout: { percentage: 50, variants: [{ variant: "on", weight: 1 }], otherwise: "off", ...fields } },
});

beforeAll(async () => {
  server = await startTestServer();
  await create("checkout");
  await create("parent");
  await create("archived");
  await server.send("DELETE", `${FLAGS}/archived`);
  await put("parent", { ...share(0), prerequisites: [{ flag: "checkout", variants: ["on"] }] }, "*");
  await create("asking");
  const asks = { conditions: [{ attribute: "asking", operator: "flagIs", values: ["on"] }] };
  await server.send("PUT", SEGMENT, { rules: [asks] });
});
afterAll(() => server.close());

async function everything() {
  const paths = ["/api/v1/projects/default/changes", `${FLAGS}?archived=all`, "/api/v1/projects/default/segments"];
  const answers = await Promise.all(paths.map((path) => server.send("GET", path)));
  return answers.map(({ body }) => body);
}

const IN_VALUES = "rules[0].conditions[0].values[0]";

describe("a configuration", () => {
  it.each([
    ["an unknown off variant", { offVariant: "of" }, "offVariant", '"of"'],
    ["an unknown variant", { fallthrough: { variant: "purple" } }, "fallthrough.variant", '"purple"'],
    [
      "an unknown variant of a share",
      rollout({ variants: [{ variant: "no", weight: 1 }] }),
      "variants[0].variant",
      '"no"',
    ],
    ["an unknown rest", rollout({ otherwise: "none" }), "fallthrough.rollout.otherwise", '"none"'],
    ["an unknown variant of a target", { targets: [{ variant: "x", keys: ["u"] }] }, "targets[0].variant", '"x"'],
    [
      "weights of 0 in all",
      rollout({ variants: [{ variant: "on", weight: 0 }] }),
      "fallthrough.rollout.variants",
      "received 0",
    ],
    ["a negative weight", rollout({ variants: [{ variant: "on", weight: -3 }] }), "variants[0].weight", "received -3"],
    [
      "a share twice",
      rollout({ variants: [1, 1].map((weight) => ({ variant: "on", weight })) }),
      "variants[1].variant",
      '"on"',
    ],
    ["a percentage over 100", rollout({ percentage: 101 }), "fallthrough.rollout.percentage", "received 101"],
    ["a percentage between the steps", rollout({ percentage: 0.0005 }), "rollout.percentage", "received 0.0005"],
    ["no shares", rollout({ variants: [] }), "fallthrough.rollout.variants", "received []"],
    ["a bad pattern", attribute("matches", "(a"), IN_VALUES, '"(a"'],
    ["a look-behind, which is not linear", attribute("matches", "(?<=a)b"), IN_VALUES, '"(?<=a)b"'],
    [
      "a pattern of 1,001 characters",
      attribute("matches", "a".repeat(1001)),
      IN_VALUES,
      "at most 1000 characters, received 1001",
    ],
    ["a bad version", attribute("semverLessThan", "1.x.y"), IN_VALUES, '"1.x.y"'],
    ["a bad version range", attribute("semverInRange", ">=banana"), IN_VALUES, '">=banana"'],
    ["a date that is none", attribute("before", "2026-02-30T00:00:00Z"), IN_VALUES, '"2026-02-30T00:00:00Z"'],
    ["a date without an offset", attribute("after", "2026-02-01T00:00:00"), IN_VALUES, '"2026-02-01T00:00:00"'],
    ["a bad network", attribute("inCidr", "10.0.0.0/33"), IN_VALUES, '"10.0.0.0/33"'],
    ["a bad IPv6 network", attribute("inCidr", "2001:db8:::/32"), IN_VALUES, '"2001:db8:::/32"'],
    ["a text for a number", attribute("lessThan", "5"), IN_VALUES, '"5"'],
    ["half of a range", attribute("between", 1), "rules[0].conditions[0].values", "1"],
    ["no values", attribute("equals"), "rules[0].conditions[0].values", "received []"],
    ["an object to compare with", attribute("equals", { a: 1 }), IN_VALUES, '{"a":1}'],
    ["an unknown operator", attribute("resembles", "a"), "rules[0].conditions[0].operator", 'received "resembles"'],
    ["no attribute", when({ operator: "equals", values: ["a"] }), "rules[0].conditions[0].attribute", "nothing"],
    ["an unknown segment", when({ operator: "inSegment", values: ["nowhere"] }), IN_VALUES, '"nowhere"'],
    [
      "an unknown flag",
      when({ operator: "flagIs", attribute: "no-flag", values: ["on"] }),
      "rules[0].conditions[0]",
      '"no-flag"',
    ],
    [
      "another flag's unknown variant",
      when({ operator: "flagIs", attribute: "parent", values: ["x"] }),
      "rules[0].conditions[0]",
      '"x"',
    ],
    [
      "an unknown prerequisite",
      { prerequisites: [{ flag: "no-flag", variants: ["on"] }] },
      "prerequisites[0]",
      '"no-flag"',
    ],
    [
      "a prerequisite's unknown variant",
      { prerequisites: [{ flag: "parent", variants: ["x"] }] },
      "prerequisites[0]",
      '"x"',
    ],
    [
      "an archived prerequisite",
      { prerequisites: [{ flag: "archived", variants: ["on"] }] },
      "prerequisites[0]",
      '"archived"',
    ],
    [
      "itself",
      { prerequisites: [{ flag: "checkout", variants: ["on"] }] },
      "prerequisites[0]",
      '"checkout" → "checkout"',
    ],
    [
      "a circle of prerequisites",
      { prerequisites: [{ flag: "parent", variants: ["on"] }] },
      "prerequisites[0]",
      '"checkout" → "parent" → "checkout"',
    ],
    [
      "a circle by flagIs",
      when({ operator: "flagIs", attribute: "parent", values: ["on"] }),
      "rules[0].conditions[0]",
      '"checkout" → "parent" → "checkout"',
    ],
    [
      "a rule's name twice",
      { rules: ["r", "r"].map((id) => ({ id, conditions: [], serve: { variant: "on" } })) },
      "rules[1].id",
      '"r"',
    ],
  ])("with %s is refused, saved or tried", async (_, fields, path, received) => {
    const before = await everything();
    const config = { ...share(50), ...fields };
    const save = await server.send("PUT", at("checkout"), config, { "if-match": "*" });
    const attempt = await server.send("POST", EVALUATE, { flag: "checkout", context: {}, config });
    for (const { status, body, prefix } of [
      { ...save, prefix: "" },
      { ...attempt, prefix: "config." },
    ]) {
      expect(status).toBe(400);
      expect(body.error.message).toContain(path);
      expect(body.error.message).toContain(received);
      const isShape = body.error.code === "INVALID_REQUEST";
      const { problems } = body.error.details as { problems: { path: string; message: string }[] };
      expect(body.error.message.startsWith(problems[0]?.message ?? "")).toBe(true);
      expect(body.error.message.startsWith(isShape ? prefix : "")).toBe(true);
    }
    expect(await everything()).toEqual(before);
  });

  it("is told all that is wrong with it", async () => {
    const config = {
      ...share(50),
      offVariant: "x",
      ...attribute("matches", "(", ")", "ok"),
      targets: [{ variant: "y", keys: [] }],
    };
    const { body } = await server.send("POST", EVALUATE, { flag: "checkout", context: {}, config });
    expect(body.error.message).toMatch(/^offVariant: .*"x".* \(and 3 more, see details\)$/);
    const { problems } = body.error.details as { problems: { path: string }[] };
    expect(problems.map(({ path }) => path)).toEqual([
      "offVariant",
      "targets[0].variant",
      IN_VALUES,
      "rules[0].conditions[0].values[1]",
    ]);
  });
});

describe("a segment", () => {
  const holds = (operator: string, ...values: unknown[]) => ({
    rules: [{ conditions: [{ attribute: "a", operator, values }] }],
  });

  it.each([
    ["a bad pattern", holds("matches", "["), IN_VALUES, '"["'],
    ["an unknown segment", holds("inSegment", "nowhere"), IN_VALUES, '"nowhere"'],
    ["itself", holds("notInSegment", "beta"), IN_VALUES, '"beta" → "beta"'],
    [
      "an unknown flag",
      { rules: [{ conditions: [{ operator: "flagIs", attribute: "x", values: ["on"] }] }] },
      "conditions[0]",
      '"x"',
    ],
  ])("with %s is refused", async (_, input, path, received) => {
    const before = await everything();
    const { status, body } = await server.send("PUT", SEGMENT, input);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: "INVALID_SEGMENT" });
    expect(body.error.message).toContain(path);
    expect(body.error.message).toContain(received);
    expect(await everything()).toEqual(before);
  });

  it("and a flag that ask for each other are refused", async () => {
    const before = await everything();
    const config = { ...share(0), ...when({ operator: "inSegment", values: ["beta"] }) };
    const { status, body } = await server.send("PUT", at("asking"), config, { "if-match": "*" });
    expect(status).toBe(400);
    expect(body.error.message).toBe(`${IN_VALUES}: leads in a circle: "asking" → "beta" → "asking"`);
    expect(await everything()).toEqual(before);
  });
});

describe("limits", () => {
  it("a context has at most 8 KB", async () => {
    const context = (length: number) => ({ a: "é".repeat(length) });
    expect((await server.send("POST", EVALUATE, { context: context(4092) })).status).toBe(200);
    const { status, body } = await server.send("POST", EVALUATE, { context: context(4093) });
    expect({ status, message: body.error.message }).toEqual({
      status: 400,
      message: "context may have at most 8192 bytes (8 KB), received 8194",
    });
  });

  it("an environment has at most 10,000 flags, archived ones not counted", async () => {
    const project = (await server.storage.project("default")) as Project;
    const environments = await server.storage.environments(project.id);
    const present = (await server.storage.flags(project.id)).filter(({ archived }) => !archived).length;
    const keys = Array.from({ length: 10_000 - present }, (_, i) => `many-${i}`);
    // Straight into the storage: ten thousand times the way of one flag takes minutes.
    await server.storage.change({ actor: { kind: "system", id: "test", name: "test" } }, async (tx) => {
      for (const key of keys) {
        const flag = newFlag(project, { key, type: "boolean" });
        await tx.insertFlag(flag);
        for (const { id } of environments) await tx.putConfiguration(newConfiguration(flag, id));
      }
      const affects = environments.map(({ id }) => ({ environmentId: id, flags: keys }));
      return {
        result: undefined,
        change: { action: "flag.created", projectId: project.id, before: null, after: null, affects },
      };
    });
    const { status, body } = await server.send("POST", FLAGS, { key: "one-too-many" });
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "LIMIT_REACHED" });
    expect(body.error.message).toBe("A project may have at most 10000 flags, default has them: archive some first");
    expect((await server.send("GET", `${FLAGS}/one-too-many`)).status).toBe(404);
    const back = await server.send("PATCH", `${FLAGS}/archived`, { archived: false });
    expect({ status: back.status, code: back.body.error?.code }).toEqual({ status: 409, code: "LIMIT_REACHED" });
    expect((await server.send("DELETE", `${FLAGS}/many-0`)).status).toBe(200);
    expect((await server.send("POST", FLAGS, { key: "fits" })).status).toBe(201);
  }, 60_000);
});
