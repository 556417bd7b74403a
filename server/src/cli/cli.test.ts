import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { FLAGS } from "../test-flags.ts";
import { saveFlag } from "../test-sdk-data.case.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../test-server.ts";
import { run } from "./program.ts";

let server: TestServer;
let cwd: string;

beforeAll(async () => {
  server = await startTestServer();
  cwd = mkdtempSync(join(tmpdir(), "switchyard-cli-"));
  await saveFlag(server, "checkout", { percentage: 5 });
  await server.send("POST", FLAGS, { key: "old", lifetime: { kind: "temporary", expectedRemoval: "2020-01-31" } });
  await server.send("POST", FLAGS, { key: "gone" });
  await server.send("DELETE", `${FLAGS}/gone`);
  await server.send("POST", FLAGS, { key: "lonely" });
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

async function type(line: string, env: Record<string, string> = {}, from = cwd) {
  const said: string[] = [];
  const failed: string[] = [];
  const all = { SWITCHYARD_URL: server.url, SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN, ...env };
  const args = line.match(/'[^']*'|\S+/g)?.map((part) => part.replace(/^'|'$/g, "")) ?? [];
  const code = await run(args, { out: (text) => said.push(text), env: all, cwd: from }, (text) => failed.push(text));
  return { code, out: said.join("\n"), error: failed.join("\n") };
}

it("says its version, the package's", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(await type("--version")).toEqual({ code: 0, out: version, error: "" });
});

it("kills, shows, restores and ramps, in the words of the admin UI", async () => {
  expect(await type("kill checkout --reason 'too slow' --wait 0")).toEqual({
    code: 0,
    error: "",
    out: expect.stringMatching(/^Killed checkout in production \(version \d+\)\.\nNo SDK is connected\.$/),
  });
  expect((await type("status checkout")).out).toMatch(
    /^In production: killed; everyone gets off\.\nVersion \d+: 0 of 0/,
  );
  expect((await type("restore checkout --wait 0")).code).toBe(0);
  const { out } = await type("ramp checkout 25%");
  expect(out).toBe(
    [
      "- In production: on for people whose country is DE; on for 5 % of everyone else; otherwise off.",
      "+ In production: on for people whose country is DE; on for 25 % of everyone else; otherwise off.",
    ].join("\n"),
  );
  expect((await type("changes --limit 3")).out).toMatch(/Changed checkout in production, by admin token/);
  expect((await type("changes")).out).toContain("Killed checkout in production, by admin token: too slow");
  expect((await type("flags")).out).toContain("checkout\n  In production: on for people");
  expect(JSON.parse((await type("status checkout --json")).out)).toMatchObject({ flag: "checkout" });
});

it("ramps what is disabled or killed by what it will be, and says what is missing until then", async () => {
  expect((await type("ramp lonely 25")).out.split("\n")).toEqual([
    "In production: off for everyone.",
    "Nobody is in until you enable it (the same command with --enable, or in the admin UI). Then it will be:",
    "- In production: on for everyone.",
    "+ In production: on for 25 % of everyone; otherwise off.",
  ]);
  await type("kill lonely --wait 0");
  expect((await type("ramp lonely 25")).out.split("\n")).toEqual([
    "In production: killed; everyone gets off.",
    "Nobody is in until you enable it (the same command with --enable, or in the admin UI) and restore it (`switchyard restore`). Then it will be:",
    "= In production: on for 25 % of everyone; otherwise off.",
  ]);
  await type("restore lonely --wait 0");
  expect((await type("ramp lonely 50 --enable")).out.split("\n")).toEqual([
    "- In production: off for everyone.",
    "+ In production: on for 50 % of everyone; otherwise off.",
  ]);
});

it("drills, which changes nothing", async () => {
  const flags = await type("flags");
  expect(await type("drill --wait 0 --reason monday")).toEqual({
    code: 0,
    error: "",
    out: expect.stringMatching(
      /^Drill in production \(version \d+\): nobody's answer is another one\.\nNo SDK is connected\.$/,
    ),
  });
  expect(JSON.parse((await type("drill --wait 0 --json")).out)).toMatchObject({ environment: "production" });
  expect(await type("flags")).toEqual(flags);
});

it.each<[line: string, code: number, said: string, env?: Record<string, string>]>([
  ["kill nothing --wait 0", 3, 'no flag "nothing"'],
  ["kill checkout --wait soon", 2, 'It must be seconds from 0 to 99999, received "soon"'],
  ["ramp checkout 101", 2, "from 0 to 100"],
  ["ramp checkout", 2, "missing required argument"],
  ["explode", 2, "unknown command"],
  ["status checkout", 2, "SWITCHYARD_URL must be set", { SWITCHYARD_URL: "" }],
  ["status checkout", 2, "must be an http:// or https:// address", { SWITCHYARD_URL: "flags" }],
  [
    "status checkout",
    2,
    "SWITCHYARD_API_TOKEN must be set to an API token (sw_api_…) with the role viewer in default/production, or SWITCHYARD_ADMIN_TOKEN",
    { SWITCHYARD_ADMIN_TOKEN: "" },
  ],
  ["kill checkout -e staging", 2, "with the role responder in default/staging", { SWITCHYARD_ADMIN_TOKEN: "" }],
  [
    "refs .",
    2,
    "viewer in project default, or SWITCHYARD_ADMIN_TOKEN to the operator's; or name a file",
    { SWITCHYARD_ADMIN_TOKEN: "" },
  ],
  ["types", 2, "or name a file that `switchyard export` wrote with --file", { SWITCHYARD_URL: "" }],
  [
    "status checkout",
    3,
    "refused the token in SWITCHYARD_ADMIN_TOKEN: The bearer token is neither an API token (sw_api_…) nor the admin token",
    { SWITCHYARD_ADMIN_TOKEN: "x".repeat(40) },
  ],
  [
    "types",
    3,
    "refused the token in SWITCHYARD_API_TOKEN: The API takes an API token",
    { SWITCHYARD_API_TOKEN: `sw_server_${"x".repeat(43)}` },
  ],
  [
    "status checkout",
    2,
    "SWITCHYARD_API_TOKEN must be printable ASCII characters without spaces and line breaks, received 77 characters",
    { SWITCHYARD_API_TOKEN: `${ADMIN_TOKEN}\n${ADMIN_TOKEN}` },
  ],
  ["status checkout", 3, "No server answers", { SWITCHYARD_URL: "http://127.0.0.1:1" }],
  ["eval chekout", 2, "did you mean checkout?"],
  ["eval checkout -c []", 2, "must be a JSON object"],
  ["eval checkout -e nowhere", 2, "there are development, staging, production"],
  ["refs . --format xml", 2, "text, json or sarif"],
  ["audit verify", 2, "one of them"],
  ["audit verify log.jsonl --server", 2, "one of them"],
  ["audit verify nowhere.jsonl", 2, "nowhere.jsonl can't be read"],
  ["audit verify --server --checkpoint 5", 2, "must be an id and a hash"],
  ["audit export --out nowhere/log.jsonl", 2, "that can be written"],
  ["types --sdk deno", 2, 'node, browser or both, received "deno"'],
  ["types --soon -1", 2, "whole days"],
  ["types --out - --check", 2, "names none"],
  ["types --out nowhere/flags.d.ts", 2, "--out must be a file that can be written"],
  ["types --file missing.json", 2, "missing.json can't be read"],
])("%s ends with %i: %s", async (line, code, said, env) => {
  const result = await type(line, env);
  expect(result.code).toBe(code);
  expect(result.error.toLowerCase()).toContain(said.toLowerCase());
  expect(result.error).not.toContain(ADMIN_TOKEN);
});

it("waits for a server that says nothing, but not for ever", async () => {
  const silent = createServer(() => vi.advanceTimersByTime(15_000));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => {
    vi.useRealTimers();
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const result = await type("kill checkout", { SWITCHYARD_URL: `http://127.0.0.1:${port}` });
  expect(result).toMatchObject({
    code: 3,
    error: expect.stringContaining("said nothing for 15 s, and may have done it"),
  });
});

it("filters and exports changes, and verifies the log, from a file and from the server", async () => {
  expect((await type("changes --action flag.archived")).out).toMatch(/^\S+ {2}Archived flag gone, by admin token$/);
  expect((await type("changes --flag nothing")).out).toBe("Nothing was changed.");
  const csv = (await type("export-changes --format csv --flag gone")).out.split("\n");
  expect(csv[0]).toMatch(/^id,time,action,/);
  expect(csv).toHaveLength(3);
  expect((await type("export-changes --format xml")).code).toBe(3);
  expect(await type("audit export --out log.jsonl")).toEqual({ code: 0, out: "", error: "" });
  const { code, out } = await type("audit verify log.jsonl");
  expect([code, out]).toEqual([0, expect.stringMatching(/^Intact: \d+\. The last is change \d+, checkpoint \d+:/)]);
  expect(await type("audit verify --server")).toEqual({ code: 0, out, error: "" });
  const [, checkpoint = ""] = /checkpoint (\S+)$/.exec(out) ?? [];
  const lines = readFileSync(join(cwd, "log.jsonl"), "utf8").trimEnd().split("\n");
  const spoil = async (spoilt: string[], more = "") => {
    writeFileSync(join(cwd, "spoilt.jsonl"), spoilt.map((line) => `${line}\n`).join(""));
    return type(`audit verify spoilt.jsonl ${more}`);
  };
  expect(await spoil(lines, `--checkpoint ${checkpoint}`)).toMatchObject({ code: 0 });
  expect(await spoil(lines.slice(0, -1), `--checkpoint ${checkpoint}`)).toMatchObject({
    code: 1,
    out: expect.stringContaining("its end was cut off"),
  });
  const edited = lines.with(1, (lines[1] ?? "").replace("admin token", "nobody"));
  expect((await spoil(edited)).out).toBe(
    "Not intact, at line 2: change 2 was edited: its hash does not match. Intact before it: 1",
  );
  const json = JSON.parse((await spoil(lines.toSpliced(2, 1), "--json")).out);
  expect(json).toEqual({ intact: false, count: 2, line: 3, problem: "expected change 3, found change 4" });
});

it("evaluates from the server and from an export, and gates a pipeline", async () => {
  expect((await type("export --out flags.json")).code).toBe(0);
  for (const from of ["", "--file flags.json"]) {
    const { out } = await type(`eval checkout -c '{"country":"DE"}' ${from}`);
    expect(out).toBe("true (on, TARGETING_MATCH, rule r1)");
  }
  const write = (cases: unknown) => writeFileSync(join(cwd, "cases.json"), JSON.stringify(cases));
  write([{ flag: "checkout", context: { country: "DE" }, value: true }]);
  expect(await type("eval --test cases.json --file flags.json")).toMatchObject({ code: 0, out: "1 of 1 cases pass." });
  write([{ name: "Germans", flag: "checkout", context: { country: "DE" }, value: false, variant: "off" }]);
  const { code, out } = await type("eval --test cases.json");
  expect(code).toBe(1);
  expect(out).toContain('- expected {"value":false,"variant":"off"}');
  expect(out).toContain('+ received {"value":true,"variant":"on","reason":"TARGETING_MATCH"}');
  for (const wrong of [[], [{ flag: "checkout" }], {}]) {
    write(wrong);
    expect((await type("eval --test cases.json")).code).toBe(2);
  }
});

it("finds unknown, stale and unused keys in a source tree, and leaves out what git ignores", async () => {
  const tree = join(cwd, "tree");
  mkdirSync(join(tree, "src"), { recursive: true });
  mkdirSync(join(tree, "dist"));
  writeFileSync(join(tree, ".gitignore"), "dist/\n");
  writeFileSync(join(tree, "dist/bundle.js"), 'flags.isEnabled("nowhere")');
  writeFileSync(join(tree, "src/a.ts"), 'const on =\n  flags.isEnabled("chekout", user);\nconst key = "checkout";');
  writeFileSync(join(tree, "src/b.tsx"), "useFlag('old', false); client.getBooleanValue('gone', false)");
  const { code, out } = await type("refs tree");
  expect(code).toBe(1);
  expect(out.split("\n")).toEqual([
    "tree/src/a.ts:2:19: unknown: no flag chekout; did you mean checkout?",
    "tree/src/b.tsx:1:9: stale: old was to be removed by 2020-01-31",
    "tree/src/b.tsx:1:47: stale: gone is archived",
    "unused: no source names lonely",
    "4 references; 1 unknown, 2 stale, 1 unused.",
  ]);
  const sarif = JSON.parse((await type("refs tree --format sarif")).out);
  expect(sarif).toMatchObject({ version: "2.1.0", runs: [{ results: { length: 4 } }] });
  expect(sarif.runs[0].results[0]).toMatchObject({
    ruleId: "unknown",
    level: "error",
    locations: [{ physicalLocation: { artifactLocation: { uri: "tree/src/a.ts" }, region: { startLine: 2 } } }],
  });
  writeFileSync(join(tree, "src/a.ts"), 'flags.isEnabled("checkout")');
  writeFileSync(join(tree, "src/b.tsx"), "");
  expect((await type("refs tree")).code).toBe(0);
  // What we wrote ourselves names every flag.
  const { out: before } = await type("refs tree");
  await type("types --out tree/src/flags.d.ts");
  await type("export --out tree/flags.json");
  expect((await type("refs tree")).out).toBe(before);
  expect(before).toContain("unused: no source names lonely");
});

it("takes several folders as one tree, with what git ignores above them", async () => {
  const repository = join(cwd, "repository");
  for (const folder of [".git", "src/dist", "packages/app", "out"])
    mkdirSync(join(repository, folder), { recursive: true });
  writeFileSync(join(repository, ".gitignore"), "dist/\nout/\n");
  writeFileSync(join(repository, "src/dist/bundle.js"), 'flags.isEnabled("nowhere")');
  writeFileSync(join(repository, "src/a.ts"), 'flags.isEnabled("checkout")');
  writeFileSync(join(repository, "packages/app/b.ts"), 'flags.isEnabled("lonely"); flags.isEnabled("chekout")');
  writeFileSync(join(repository, "out/c.ts"), 'flags.isEnabled("out")');
  const said = async (line: string, from = cwd) => (await type(line, {}, from)).out.split("\n");
  const unknown = (path: string) => `${path}:1:44: unknown: no flag chekout; did you mean checkout?`;
  const once = ["unused: no source names old", "3 references; 1 unknown, 0 stale, 1 unused."];
  expect(await said("refs repository/src repository/packages/app")).toEqual([
    unknown("repository/packages/app/b.ts"),
    ...once,
  ]);
  expect(await said("refs src . packages/app", repository)).toEqual([unknown("packages/app/b.ts"), ...once]);
  // Folders elsewhere: from the one that has them all.
  expect(await said("refs ../src ../packages/app", join(repository, "out"))).toEqual([
    unknown("packages/app/b.ts"),
    ...once,
  ]);
  // An ignored folder that is named.
  expect((await said("refs out", repository))[0]).toBe("out/c.ts:1:17: unknown: no flag out");
  expect(await type("refs repository/src nowhere")).toMatchObject({
    code: 2,
    error: expect.stringContaining("nowhere can't be read"),
  });
});

it("goes by a program's token, before the operator's", async () => {
  const robots = "/api/v1/projects/default/robots";
  const { body } = await server.send<{ token: string }>("POST", robots, { name: "ci", role: "viewer" });
  const viewer = { SWITCHYARD_API_TOKEN: body.token };
  expect((await type("refs repository/src", viewer)).code).toBe(0);
  expect((await type("types --out -", { ...viewer, SWITCHYARD_ADMIN_TOKEN: "" })).out).toContain('"checkout"');
  expect((await type("kill checkout", viewer)).error).toContain(
    "refused the token in SWITCHYARD_API_TOKEN: This needs the role responder in default/production, you are viewer there",
  );
  expect((await type("refs . --project nothing", viewer)).error).toContain(
    'There is no project "nothing", or the token in SWITCHYARD_API_TOKEN has no role there',
  );
});

it("writes flags as types, from the server and from an export, and checks them", async () => {
  expect(await type("types")).toEqual({ code: 0, out: "", error: "" });
  const written = readFileSync(join(cwd, "switchyard-flags.d.ts"), "utf8");
  expect(written).toContain('  readonly "checkout": boolean;\n');
  expect(written).toContain('   * @deprecated to be removed by 2020-01-31\n   */\n  readonly "old": boolean;\n');
  expect(written).not.toContain('"gone"');
  expect(readdirSync(cwd).filter((name) => name.endsWith(".part"))).toEqual([]);
  await type("export --out flags.json");
  expect((await type("types --file flags.json --out -")).out).toBe(written.trimEnd());
  expect(await type("types --check")).toEqual({ code: 0, out: "", error: "" });
  writeFileSync(join(cwd, "switchyard-flags.d.ts"), written.replaceAll("\n", "\r\n"));
  expect((await type("types --check")).code).toBe(0);
  // For those that are installed where it is written.
  mkdirSync(join(cwd, "web/types"), { recursive: true });
  writeFileSync(join(cwd, "web/package.json"), '{"devDependencies":{"@switchyard/sdk-browser":"^0.1.0"}}');
  const modules = (text: string) => [...text.matchAll(/declare module "(.*)"/g)].map(([, name]) => name);
  await type("types --out web/types/flags.d.ts");
  expect(modules(readFileSync(join(cwd, "web/types/flags.d.ts"), "utf8"))).toEqual(["@switchyard/sdk-browser"]);
  expect(modules(written)).toEqual(["@switchyard/sdk-node", "@switchyard/sdk-browser"]);
  const { code, out } = await type("types --check --sdk node");
  expect([code, out]).toEqual([1, expect.stringContaining("switchyard-flags.d.ts is not up to date")]);
  expect((await type("types --check --out other.d.ts")).out).toContain("other.d.ts is not there");
});

it.each(["eval checkout", "refs .", "types"])(
  "%s names the place in a file by hand that is no flag",
  async (command) => {
    writeFileSync(join(cwd, "bad.json"), '{"switchyard":1,"flags":[{"key":"checkout"},null],"segments":[]}');
    const error = expect.stringContaining("bad.json: flags[1] must be an object with a key");
    expect(await type(`${command} --file bad.json`)).toMatchObject({ code: 2, error });
  },
);

it("eval says which environments a file has", async () => {
  writeFileSync(join(cwd, "bare.json"), '{"switchyard":1,"flags":[{"key":"checkout"}],"segments":[]}');
  const error = expect.stringContaining('There is no environment "production"; there are none');
  expect(await type("eval checkout --file bare.json")).toMatchObject({ code: 2, error });
});
