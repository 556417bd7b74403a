import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { at, flagsOf, share } from "../../test-flags.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../../test-server.ts";
import type { Exported } from "../exported.ts";
import { run } from "../program.ts";

let server: TestServer;
let cwd: string;
const flags = flagsOf(() => server);
const PROJECT = "/api/v1/projects/default";

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "switchyard-plan-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));
beforeEach(async () => {
  server = await startTestServer();
  await flags.create("checkout");
  await flags.put("checkout", share(5), "*");
  await server.send("PUT", `${PROJECT}/segments/beta`, { name: "Beta", includedKeys: ["ann"] });
  await type("export --out flags.json");
  return () => server.close();
});

async function type(line: string) {
  const said: string[] = [];
  const failed: string[] = [];
  const env = { SWITCHYARD_URL: server.url, SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN };
  const args = line.match(/'[^']*'|\S+/g)?.map((part) => part.replace(/^'|'$/g, "")) ?? [];
  const code = await run(args, { out: (text) => said.push(text), env, cwd }, (text) => failed.push(text));
  return { code, out: said.join("\n"), error: failed.join("\n") };
}

/** Edits the exported file, as somebody does in Git. */
function edit(how: (file: Exported & { flags: never[] }) => unknown): void {
  const file = JSON.parse(readFileSync(join(cwd, "flags.json"), "utf8"));
  how(file);
  writeFileSync(join(cwd, "flags.json"), JSON.stringify(file));
}
const to = (percentage: number) =>
  edit(({ flags }) =>
    Object.assign((flags as never as Exported["flags"])[0]?.environments.production ?? {}, share(percentage)),
  );
const production = async (flag = "checkout") =>
  (
    await server.send<{ version: number; enabled: boolean; fallthrough: { rollout?: { percentage: number } } }>(
      "GET",
      at(flag),
    )
  ).body;
const history = async () =>
  (await server.send<{ changes: { action: string; reason?: string }[] }>("GET", `${PROJECT}/changes`)).body.changes;

it("says what a file would change, sentence by sentence and which way, and changes nothing", async () => {
  expect(await type("plan flags.json --check")).toEqual({ code: 0, out: "Nothing to change.", error: "" });
  const before = await history();
  to(25);
  const { code, out } = await type("plan flags.json");
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    "checkout in production: raises exposure",
    "- In production: on for 5 % of everyone; otherwise off.",
    "+ In production: on for 25 % of everyone; otherwise off.",
    expect.stringMatching(/^1 change; digest [0-9a-f]{64}$/),
  ]);
  expect((await type("plan flags.json --check")).code).toBe(1);
  to(1);
  expect((await type("plan flags.json")).out).toContain("checkout in production: lowers exposure");
  expect(await history()).toEqual(before);
});

it("applies it as it was reviewed, with all that belongs together, and again changes nothing", async () => {
  edit(({ flags, segments }) => {
    const [checkout] = flags as never as Exported["flags"];
    if (!checkout) throw new Error("no flag");
    Object.assign(checkout.environments.production ?? {}, share(25));
    Object.assign(checkout, { description: "One page instead of three." });
    const made = structuredClone(checkout);
    Object.assign(made, { key: "basket", name: "Basket" });
    const condition = { operator: "inSegment", values: ["staff"] };
    const rule = { id: "staff", conditions: [condition], serve: { variant: "on" } };
    Object.assign(made.environments.production ?? {}, {
      rules: [rule],
      prerequisites: [{ flag: "checkout", variants: ["on"] }],
    });
    (flags as unknown[]).unshift(made);
    segments.push({ key: "staff", name: "Staff", rules: [], includedKeys: ["bo"], excludedKeys: [] } as never);
  });
  const { digest } = JSON.parse((await type("plan flags.json --json")).out) as { digest: string };
  const versions = await flags.versions();
  const { code, out, error } = await type(`apply flags.json --reason 'as reviewed' --digest ${digest}`);
  expect([code, error]).toEqual([0, ""]);
  expect(out).toContain("Created flag basket");
  expect(out).toContain("Saved segment staff");
  expect(out).toContain(
    "+ In production: off unless checkout is on; on for everyone in staff; on for 25 % of everyone else; otherwise off.",
  );
  expect(out).toMatch(/Applied\. Versions: .*production \d+/);
  expect((await production()).fallthrough.rollout?.percentage).toBe(25);
  expect((await history()).filter(({ reason }) => reason === "as reviewed").length).toBeGreaterThan(3);
  expect((await flags.versions()).production).toBeGreaterThan(versions.production ?? 0);
  expect((await type("apply flags.json")).out).toBe("Nothing to change.");
});

it("refuses a plan that is another one than was reviewed, and nothing is changed", async () => {
  to(25);
  const { digest } = JSON.parse((await type("plan flags.json --json")).out) as { digest: string };
  await flags.put("checkout", share(10), "*");
  const { version } = await production();
  const { code, error } = await type(`apply flags.json --digest ${digest}`);
  expect([code, error]).toEqual([3, expect.stringContaining("The plan is another one now")]);
  expect(await production()).toMatchObject({ version, fallthrough: { rollout: { percentage: 10 } } });
});

it("leaves kills alone, and what the file does not have unless it is told to prune", async () => {
  await server.send("POST", `${at("checkout")}/kill`);
  await flags.create("extra");
  await server.send("PUT", `${PROJECT}/segments/old`, { includedKeys: ["x"] });
  const { out } = await type("plan flags.json");
  expect(out.split("\n")).toEqual([
    "Nothing to change.",
    "1 flag is not in the file and left alone: extra",
    "1 segment is not in the file and left alone: old",
  ]);
  expect((await type("apply flags.json --prune")).out).toContain("Archived flag extra\nDeleted segment old");
  expect((await server.send<{ killed?: object }>("GET", at("checkout"))).body.killed).toBeDefined();
  expect((await type("plan flags.json --prune")).out).toBe("Nothing to change.");
});

it("replaces variants: those that go are served until nothing serves them", async () => {
  await flags.create("colour", {
    type: "string",
    variants: [
      { key: "red", value: "red" },
      { key: "grey", value: "grey" },
    ],
  });
  await type("export --out flags.json");
  edit(({ flags }) => {
    const colour = (flags as never as Exported["flags"]).find(({ key }) => key === "colour");
    if (!colour) throw new Error("no flag");
    Object.assign(colour, {
      variants: [
        { key: "blue", value: "blue" },
        { key: "green", value: "green" },
      ],
    });
    for (const configuration of Object.values(colour.environments)) {
      Object.assign(configuration, { offVariant: "green", fallthrough: { variant: "blue" }, enabled: true });
    }
  });
  expect(await type("apply flags.json")).toMatchObject({ code: 0, error: "" });
  expect((await type("plan flags.json")).out).toBe("Nothing to change.");
});

it("proposes it where a policy asks for approval, and says where", async () => {
  const policy = { requireReason: false, approvals: 1, freezes: [] };
  expect((await server.send("PUT", `${PROJECT}/environments/production/policy`, policy)).status).toBe(200);
  to(25);
  const { version } = await production();
  const planned = await type("plan flags.json");
  expect(planned.out).toContain("Held: Raising checkout in production needs the approval of 1 other person");
  const { code, out } = await type("apply flags.json --reason weekly --title 'Ramp the checkout'");
  expect(code).toBe(1);
  expect(out).toContain(`Proposed as change request 1: ${server.url}/projects/default/requests/1`);
  const { body } = await server.send<{ title: string; state: string }>("GET", `${PROJECT}/requests/1`);
  expect(body).toMatchObject({ title: "Ramp the checkout", state: "open" });
  expect((await production()).version).toBe(version);
  // What lowers needs nobody.
  to(1);
  expect((await type("apply flags.json")).code).toBe(0);
});

it.each<[what: string, how: (file: { flags: unknown[]; segments: unknown[] }) => unknown, said: string]>([
  ["a flag that is none", ({ flags }) => flags.push(null), "flags[1] must be an object with a key"],
  ["a key twice", ({ flags }) => flags.push(flags[0]), "which another has already"],
  ["another type", ({ flags }) => Object.assign(flags[0] ?? {}, { type: "string" }), "can't become string"],
  [
    "an environment that is none",
    ({ flags }) => Object.assign(flags[0] ?? {}, { environments: [] }),
    "must hold a configuration",
  ],
  [
    "an environment that is not there",
    ({ flags }) => Object.assign((flags[0] as { environments: object }).environments, { moon: share(1) }),
    "moon",
  ],
  [
    "a percentage out of range",
    ({ flags }) =>
      Object.assign((flags[0] as { environments: { production: object } }).environments.production, share(101)),
    "percentage",
  ],
])("%s in the file is refused, and nothing is changed", async (_, how, said) => {
  const before = await history();
  edit(how as never);
  for (const command of ["plan", "apply"]) {
    const { code, error } = await type(`${command} flags.json`);
    expect(code).toBeGreaterThanOrEqual(2);
    expect(error).toContain(said);
  }
  expect(await history()).toEqual(before);
});

it("a file that can't be read is named", async () => {
  expect(await type("plan missing.json")).toMatchObject({
    code: 2,
    error: expect.stringContaining("missing.json can't be read"),
  });
});

it("knows nothing of guarded rollouts, and says whose flag it would change under one", async () => {
  to(25);
  const { body } = await server.send<{ id: string }>("POST", `${at("checkout")}/rollouts`, { template: "quick" });
  await server.send("POST", `${at("checkout")}/rollouts/${body.id}/start`, {});
  const note =
    "Note: the guarded rollout quick of checkout in production is running at 10 %; changing what it raises ends it, " +
    "and nothing guards the change any more";
  expect((await type("plan flags.json")).out.split("\n")).toContain(note);
  expect(JSON.parse((await type("plan flags.json --json")).out)).toMatchObject({ guarded: [note] });
  expect((await type("apply flags.json --reason launch")).out).toContain(note);
  await server.rollouts.tick();
  const { body: ended } = await server.send("GET", `${at("checkout")}/rollouts/${body.id}`);
  expect(ended).toMatchObject({ status: "stopped" });
  to(30);
  expect((await type("plan flags.json")).out).not.toContain("Note:");
});
