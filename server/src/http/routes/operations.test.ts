import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Applied, Change, Configuration, Flag, Operation } from "../../api.ts";
import { at, FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const { create, put, versions, evaluate } = flagsOf(() => server);

const APPLY = "/api/v1/projects/default/apply";
const apply = (operations: (Operation | object)[], more: object = {}) =>
  server.send<Applied>("POST", APPLY, { operations, ...more });
const refused = async (operations: object[], more: object = {}) => {
  const { status, body } = await server.send("POST", APPLY, { operations, ...more });
  return { status, ...body.error };
};
const configuration = async (flag: string, environment?: string) =>
  (await server.send<Configuration>("GET", at(flag, environment))).body;
const log = async (limit: number) =>
  (await server.send<{ changes: Change[] }>("GET", `/api/v1/projects/default/changes?limit=${limit}`)).body.changes;

const production = (flag: string) => ({ environment: "production", flag });

describe("a list of operations", () => {
  it("is applied as a whole: each operation on what those before left, each with a change of its own", async () => {
    await create("a");
    const before = await versions();
    const { status, body } = await apply(
      [
        { kind: "configure", ...production("a"), seen: "any", configuration: share(10) },
        { kind: "ramp", ...production("a"), percentage: 25 },
        { kind: "createFlag", flag: { key: "b" } },
        { kind: "enable", ...production("b"), seen: 0 },
        { kind: "saveSegment", segment: "beta", input: { includedKeys: ["ann"] } },
        {
          kind: "configure",
          environment: "staging",
          flag: "b",
          seen: 0,
          configuration: {
            ...share(0),
            prerequisites: [{ flag: "a", variants: ["on"] }],
            rules: [
              {
                id: "beta",
                conditions: [{ operator: "inSegment", values: ["beta"] }],
                serve: { variant: "on" },
              },
            ],
          },
        },
      ],
      { reason: "the new checkout" },
    );
    expect(status).toBe(200);
    expect(body.applied).toBe(true);
    expect(body.changes.map(({ operation, title }) => [operation, title])).toEqual([
      [0, "Changed a in production"],
      [1, "Changed a in production"],
      [2, "Created flag b"],
      [3, "Changed b in production"],
      [4, "Saved segment beta"],
      [5, "Changed b in staging"],
    ]);
    expect(await log(6)).toMatchObject(
      body.changes.map(({ action }) => ({ action, reason: "the new checkout" })).reverse(),
    );
    expect(body.versions).toEqual(await versions());
    expect(body.versions.production).toBe((before.production ?? 0) + 5);
    expect(await configuration("a")).toMatchObject({ ...share(25), version: (before.production ?? 0) + 2 });
    expect((await configuration("b", "staging")).rules).toHaveLength(1);
  });

  it("tells by a dry run what it would change, in sentences and with its direction, and writes nothing", async () => {
    const before = await versions();
    const seen = (await configuration("a")).version;
    const operations = [
      { kind: "ramp", ...production("a"), seen, percentage: 50 },
      { kind: "kill", ...production("b") },
    ];
    const { body } = await apply(operations, { dryRun: true });
    expect(body.applied).toBe(false);
    expect(body.effects).toEqual([
      {
        ...production("a"),
        direction: "raises",
        before: "In production: on for 25 % of everyone; otherwise off.",
        after: "In production: on for 50 % of everyone; otherwise off.",
        version: seen,
      },
      expect.objectContaining({
        ...production("b"),
        direction: "lowers",
        after: "In production: killed; everyone gets off.",
      }),
    ]);
    expect(await versions()).toEqual(before);
    const { body: done } = await apply(operations, { digest: body.digest });
    expect(done).toMatchObject({ applied: true, digest: body.digest, effects: body.effects });
    expect(await evaluate({ flag: "b", context: { targetingKey: "ann" } })).toMatchObject({ value: false });
  });

  it("says of all the flags that moved what they are now, and writes nothing", async () => {
    const [a, b] = [await configuration("a"), await configuration("b")];
    const before = await versions();
    const { status, code, message, details } = await refused([
      { kind: "createFlag", flag: { key: "never" } },
      { kind: "ramp", ...production("a"), seen: a.version - 1, percentage: 5 },
      { kind: "restore", ...production("b"), seen: b.version + 1 },
    ]);
    expect({ status, code }).toEqual({ status: 409, code: "VERSION_CONFLICT" });
    expect(message).toContain(`a in production is at version ${a.version}, seen was ${a.version - 1}`);
    expect(message).toContain("b in production");
    expect(details?.conflicts).toEqual([
      { ...production("a"), seen: a.version - 1, current: a },
      { ...production("b"), seen: b.version + 1, current: b },
    ]);
    expect(await versions()).toEqual(before);
    expect((await server.send("GET", `${FLAGS}/never`)).status).toBe(404);
  });

  it("isn't applied when its digest speaks of another state", async () => {
    const operations = [{ kind: "ramp", ...production("a"), percentage: 60 }];
    const { body } = await apply(operations, { dryRun: true });
    await put("a", share(40), "*");
    expect(await refused(operations, { digest: body.digest })).toMatchObject({ code: "VERSION_CONFLICT" });
    expect(await configuration("a")).toMatchObject(share(40));
  });

  it("names the operation that can't be done, and does none", async () => {
    const before = await versions();
    const answer = await refused([
      { kind: "ramp", ...production("a"), percentage: 70 },
      { kind: "archiveFlag", flag: "a" },
    ]);
    expect(answer).toMatchObject({ status: 409, code: "IN_USE", details: { operation: 1 } });
    expect(answer.message).toMatch(/^operations\[1\] \(archiveFlag a\): Flag a is in use/);
    expect(await refused([{ kind: "enable", ...production("nowhere") }])).toMatchObject({ code: "NOT_FOUND" });
    expect(
      await refused([{ kind: "configure", ...production("a"), seen: "any", configuration: share(101) }]),
    ).toMatchObject({ status: 400 });
    expect(await versions()).toEqual(before);
  });

  it("that changes nothing raises no version", async () => {
    const before = await versions();
    const { body } = await apply([{ kind: "ramp", ...production("a"), percentage: 40 }]);
    expect(body).toMatchObject({ applied: false, changes: [], effects: [], versions: {} });
    expect(await versions()).toEqual(before);
  });

  it("does all kinds of things, and what was made within it can be used and taken away in it", async () => {
    const { body } = await apply([
      { kind: "updateFlag", flag: "a", patch: { description: "x" } },
      { kind: "configure", environment: "staging", flag: "b", seen: "any", configuration: share(0) },
      { kind: "disable", ...production("b") },
      { kind: "archiveFlag", flag: "a" },
      { kind: "unarchiveFlag", flag: "a" },
      { kind: "saveSegment", segment: "beta", input: {} },
      { kind: "deleteSegment", segment: "beta" },
      { kind: "restore", ...production("b") },
    ]);
    expect(body.changes.map(({ action }) => action)).toEqual([
      "flag.updated",
      "flag.configured",
      "flag.configured",
      "flag.archived",
      "flag.unarchived",
      "segment.saved",
      "segment.deleted",
      "flag.restored",
    ]);
    expect((await server.send<Flag>("GET", `${FLAGS}/a`)).body).toMatchObject({ archived: false, description: "x" });
    expect((await server.send("GET", "/api/v1/projects/default/segments/beta")).status).toBe(404);
  });

  it("deletes a segment and makes another one of the same key, and the other way round", async () => {
    const beta = "/api/v1/projects/default/segments/beta";
    const save = (...includedKeys: string[]) => ({ kind: "saveSegment", segment: "beta", input: { includedKeys } });
    const remove = { kind: "deleteSegment", segment: "beta" };
    await apply([save("ann")]);
    const replaced = await apply([remove, save("ben")]);
    expect(replaced).toMatchObject({ status: 200, body: { applied: true } });
    expect(replaced.body.changes.map(({ action }) => action)).toEqual(["segment.deleted", "segment.saved"]);
    expect((await server.send("GET", beta)).body).toMatchObject({ includedKeys: ["ben"] });
    expect((await apply([save("cleo"), remove, save("dora"), remove])).status).toBe(200);
    expect((await server.send("GET", beta)).status).toBe(404);
    await apply([save("ann")]);
    expect(await refused([remove, remove])).toMatchObject({
      status: 404,
      code: "NOT_FOUND",
      message: 'operations[1] (deleteSegment beta): There is no segment "beta" in project default',
    });
    expect((await server.send("GET", beta)).status).toBe(200);
    await apply([remove]);
  });

  it.each([
    ["none", []],
    ["too many", Array.from({ length: 201 }, () => ({ kind: "kill", ...production("a") }))],
    ["an unknown kind", [{ kind: "explode", ...production("a") }]],
    ["no version that was seen", [{ kind: "configure", ...production("a"), configuration: share(1) }]],
    ["a field too many", [{ kind: "kill", ...production("a"), force: true }]],
  ])("is refused when it has %s", async (_, operations) => {
    expect(await refused(operations)).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
  });
});
