import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";

// What npm would publish, installed elsewhere and used by a program that is not part of this repository: compiled as
// its author might compile it, run as ES module and as CommonJS. Everything comes from this disk, nothing from a network.

const run = promisify(execFile);
const root = new URL("../..", import.meta.url).pathname;
const modules = join(root, "node_modules");
/** The SDKs' own dependencies. */
const dependencies = ["ws", "re2js"].map((name) => `file:${join(modules, name)}`);

let folder: string;
let server: WebSocketServer;
let url: string;

const flag = {
  key: "staff-only",
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  salt: "abcdefg",
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [
    {
      id: "staff",
      conditions: [{ attribute: "email", operator: "matches", values: ["@acme\\.test$"] }],
      serve: { variant: "on" },
    },
  ],
  fallthrough: { variant: "off" },
};
const answer = { key: "staff-only", variant: "on", value: true, reason: "TARGETING_MATCH" };

const nodeProgram = `
declare const process: { env: Record<string, string> };
const flags: Client = createClient({ url: process.env.TEST_URL, sdkKey: "sw_server_test", appName: "packed" });
flags.waitForReady({ timeoutMs: 5000 }).then(({ status, version }) => {
  const context: EvaluationContext = { targetingKey: "u", email: "ann@acme.test" };
  const details: Details<boolean> = flags.getDetails("staff-only", context, false);
  const { rules } = flags.explain("staff-only", context);
  const colour: string = flags.getValue("colour", context, "none");
  const stop: () => void = flags.on("change:staff-only", ({ version }) => version.toFixed());
  console.log(JSON.stringify({ status, version, isOn: flags.isEnabled("staff-only", context), ruleId: details.ruleId, rules: rules.length, colour }));
  // No close(): a script that evaluates and ends, ends.
});
`;
const browserProgram = `
declare const process: { env: Record<string, string>; exit(): void };
const flags: Client = createClient({ url: process.env.TEST_URL!, clientKey: "sw_client_test", context: { targetingKey: "u" } });
flags.waitForReady({ timeoutMs: 5000 }).then(async ({ status, version }) => {
  const details: Details<boolean> = flags.getDetails("staff-only", false);
  const colour: string = flags.getValue("colour", "none");
  const stop: () => void = flags.on("change:staff-only", ({ version }) => version.toFixed());
  console.log(JSON.stringify({ status, version, isOn: flags.isEnabled("staff-only"), reason: details.reason, colour }));
  flags.close();
});
`;

const sdks = [
  {
    name: "@switchyard/sdk-node",
    directory: "sdk-node",
    program: nodeProgram,
    types: "type Client, createClient, type Details, type EvaluationContext",
    install: dependencies,
    execArgv: [],
    said: { status: "ready", version: 3, isOn: true, ruleId: "staff", rules: 1, colour: "none" },
  },
  {
    name: "@switchyard/sdk-browser",
    directory: "sdk-browser",
    program: browserProgram,
    types: "type Client, createClient, type Details",
    // Node 20 has no WebSocket of its own.
    install: dependencies.slice(0, 1),
    execArgv: ["--import", "./web-socket.mjs"],
    said: { status: "ready", version: 3, isOn: true, reason: "TARGETING_MATCH", colour: "none" },
  },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-packed-"));
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { type, key } = JSON.parse(data.toString());
      const flags = [key ? answer : flag];
      if (type === "hello") {
        socket.send(
          JSON.stringify({ type: "snapshot", epoch: "e", version: 3, flags, segments: key ? undefined : [] }),
        );
      }
    });
  });
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  for (const socket of server.clients) socket.terminate();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(sdks)(
  "$name, packed and installed elsewhere",
  ({ name, directory, program, types, install, execArgv, said }) => {
    let home: string;

    beforeAll(async () => {
      home = join(folder, directory);
      await mkdir(home);
      const packed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", home], {
        cwd: join(root, directory),
      });
      const [{ filename }] = JSON.parse(packed.stdout);
      await writeFile(join(home, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
      await run(
        "npm",
        ["install", "--offline", "--ignore-scripts", "--no-audit", "--install-links", join(home, filename), ...install],
        {
          cwd: home,
        },
      );
      const esm = `import { ${types} } from "${name}";\n${program}`;
      await writeFile(join(home, "program.mts"), esm);
      await writeFile(join(home, "program.ts"), esm);
      await writeFile(join(home, "program.cts"), esm);
      await writeFile(
        join(home, "web-socket.mjs"),
        'import { WebSocket } from "ws"; globalThis.WebSocket = WebSocket;',
      );
    });

    test("has only what it needs, and nothing of the private core", async () => {
      const installed = join(home, "node_modules", name);
      expect((await readdir(join(installed, "dist"))).sort()).toEqual([
        "index.cjs",
        "index.d.cts",
        "index.d.ts",
        "index.js",
      ]);
      for (const file of await readdir(join(installed, "dist"))) {
        expect(await readFile(join(installed, "dist", file), "utf8"), file).not.toMatch(/["']@switchyard\/core/);
      }
    });

    test.each([
      ["node16", ["--module", "node16", "program.mts", "program.cts"]],
      ["a bundler", ["--module", "esnext", "--moduleResolution", "bundler", "--noEmit", "program.ts"]],
    ])("compiles as for %s, strictly, with the library's declarations checked too", async (_name, args) => {
      const tsc = join(modules, "typescript/bin/tsc");
      const strict = ["--strict", "--target", "es2022", "--lib", "es2022,dom"];
      const compiled = await run(process.execPath, [tsc, ...strict, ...args], { cwd: home }).catch((error) => error);
      expect(compiled.stdout).toBe("");
    });

    test.each(["program.mjs", "program.cjs"])("runs as %s and ends by itself", async (file) => {
      const child = spawn(process.execPath, [...execArgv, file], {
        cwd: home,
        env: { PATH: process.env.PATH, TEST_URL: url },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const [output, code] = await Promise.all([read(child), once(child, "exit").then(([code]) => code)]);
      expect(output.split("\n")[0]).toBe(JSON.stringify(said));
      expect(code).toBe(0);
    });
  },
);

async function read(child: ChildProcess): Promise<string> {
  let output = "";
  for await (const chunk of child.stdout ?? []) output += chunk;
  if (output) return output;
  for await (const chunk of child.stderr ?? []) output += chunk;
  return output;
}
