import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { warningsOfEsbuild, warningsOfVite } from "./support/bundle.ts";
import { compile, installPacked, local } from "./support/packed.ts";

// What npm would publish, installed elsewhere and used by a program that is not part of this repository: compiled as
// its author might compile it, run as ES module and as CommonJS.

const dependencies = local("ws", "re2js");

const BUNDLER = ["--module", "esnext", "--moduleResolution", "bundler", "--noEmit", "--skipLibCheck"];

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

// What has entries of its own, with the peers that an application has; their declarations need those of Node.
const nodeEntries = `
import { OpenFeature } from "@openfeature/server-sdk";
import { currentFlags, nextFlags } from "@switchyard/sdk-node/middleware";
import { SwitchyardProvider } from "@switchyard/sdk-node/openfeature";
import { createTestClient, eachFlagState, type TestClient } from "@switchyard/sdk-node/testing";
async function main() {
  const flags: TestClient = createTestClient({ "staff-only": true });
  await OpenFeature.setProviderAndWait(new SwitchyardProvider(flags));
  const value: boolean = await OpenFeature.getClient().getBooleanValue("staff-only", false);
  const names: string[] = [];
  eachFlagState(["a"], (_flags, _state, name) => names.push(name));
  const route = nextFlags(flags, () => new Response(\`\${currentFlags().isEnabled("staff-only")}\`));
  const text = await (await route(new Request("http://localhost/"))).text();
  console.log(JSON.stringify({ value, names, text }));
}
main();
`;
const browserEntries = `
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
import type { Bootstrap } from "@switchyard/sdk-browser";
import { SwitchyardProvider } from "@switchyard/sdk-browser/openfeature";
import { Feature, FlagsProvider } from "@switchyard/sdk-browser/react";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
async function main() {
  const bootstrap: Bootstrap = { type: "snapshot", epoch: "e", version: 3, flags: [${JSON.stringify(answer)}] };
  const feature = createElement(Feature, { flag: "staff-only", fallback: "old" }, "new");
  const html = renderToString(createElement(FlagsProvider, { bootstrap, context: { targetingKey: "u" } }, feature));
  const changed = new Promise((resolve) =>
    OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, (details) => resolve(details?.flagsChanged)),
  );
  const provider = new SwitchyardProvider({ url: process.env.TEST_URL!, clientKey: "sw_client_test" });
  await OpenFeature.setProviderAndWait(provider);
  const flagsChanged = await changed;
  const value = OpenFeature.getClient().getBooleanValue("staff-only", true);
  console.log(JSON.stringify({ html, flagsChanged, value }));
  await OpenFeature.close();
}
main();
`;

const sdks = [
  {
    name: "@switchyard/sdk-node",
    directory: "sdk-node" as const,
    program: nodeProgram,
    types: "type Client, createClient, type Details, type EvaluationContext",
    entries: nodeEntries,
    exported: ["index", "middleware", "openfeature", "testing"],
    install: [...dependencies, ...local("@openfeature/server-sdk", "@openfeature/core", "@types/node", "undici-types")],
    execArgv: [],
    entriesSaid: { value: true, names: ["a: true", "a: false"], text: "true" },
    said: { status: "ready", version: 3, isOn: true, ruleId: "staff", rules: 1, colour: "none" },
  },
  {
    name: "@switchyard/sdk-browser",
    directory: "sdk-browser" as const,
    program: browserProgram,
    types: "type Client, createClient, type Details",
    entries: browserEntries,
    exported: ["index", "openfeature", "react"],
    install: local(
      // Node 20 has no WebSocket of its own.
      "ws",
      "@openfeature/web-sdk",
      "@openfeature/core",
      "react",
      "react-dom",
      "scheduler",
      "@types/react",
      "@types/react-dom",
      "csstype",
      "@types/node",
      "undici-types",
    ),
    entriesSaid: { html: "new", flagsChanged: ["staff-only"], value: false },
    execArgv: ["--import", "./web-socket.mjs"],
    said: { status: "ready", version: 3, isOn: true, reason: "TARGETING_MATCH", colour: "none" },
  },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-packed-"));
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    let isBrowser = false;
    socket.on("message", (data) => {
      const { type, key, version } = JSON.parse(data.toString());
      const flags = [key ? answer : flag];
      if (type === "hello") {
        isBrowser = key !== undefined;
        socket.send(
          JSON.stringify({ type: "snapshot", epoch: "e", version: 3, flags, segments: key ? undefined : [] }),
        );
      }
      if (type === "applied" && isBrowser && version === 3) {
        const off = { ...answer, variant: "off", value: false };
        socket.send(JSON.stringify({ type: "changes", from: 3, to: 4, flags: [off], removed: { flags: [] } }));
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
  ({ name, directory, program, entries, exported, types, install, execArgv, said, entriesSaid }) => {
    let home: string;

    beforeAll(async () => {
      home = join(folder, directory);
      await installPacked(directory, home, install);
      const esm = `import { ${types} } from "${name}";\n${program}`;
      await writeFile(join(home, "program.mts"), esm);
      await writeFile(join(home, "program.ts"), esm);
      await writeFile(join(home, "program.cts"), esm);
      for (const ending of ["mts", "cts", "ts"]) await writeFile(join(home, `entries.${ending}`), entries);
      await writeFile(
        join(home, "web-socket.mjs"),
        'import { WebSocket } from "ws"; globalThis.WebSocket = WebSocket;',
      );
    });

    test("has only what it needs, and nothing of the private core", async () => {
      const installed = join(home, "node_modules", name);
      const files = await readdir(join(installed, "dist"));
      const parts = /^(chunk|later|guards|client-types|options|advice)-[\w-]{8,}\./;
      const endings = [".cjs", ".d.cts", ".d.ts", ".js"];
      expect(files.filter((file) => !parts.test(file)).sort()).toEqual(
        exported.flatMap((entry) => endings.map((ending) => entry + ending)).sort(),
      );
      const { dependencies = {} } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
      expect(Object.keys(dependencies)).toEqual(directory === "sdk-node" ? ["re2js", "ws"] : []);
      expect((await readdir(installed)).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
      // Where packages are shown, a link into this repository leads nowhere.
      expect(await readFile(join(installed, "README.md"), "utf8")).not.toMatch(/\]\((?!https:)/);
      for (const file of files) {
        expect(await readFile(join(installed, "dist", file), "utf8"), file).not.toMatch(/["']@switchyard\/core/);
      }
    });

    test.each([
      ["node16", "program", ["--module", "node16", "program.mts", "program.cts"]],
      ["node16", "entries", ["--module", "node16", "entries.mts", "entries.cts"]],
      ["a bundler", "all", [...BUNDLER, "program.ts", "entries.ts"]],
    ])(
      "compiles as for %s, strictly, with the library's declarations checked too where they are resolved as Node does: %s",
      async (_name, what, args) => {
        const strict = ["--strict", "--target", "es2022", "--lib", "es2022,dom"];
        const types = what === "program" ? ["--typeRoots", "none"] : ["--types", "node"];
        expect(await compile([...strict, ...types, ...args], home)).toBe("");
      },
    );

    test("is bundled without a warning", async () => {
      const isForBrowsers = directory === "sdk-browser";
      expect(await warningsOfEsbuild(home, name, exported, isForBrowsers ? "browser" : "node")).toEqual([]);
      if (isForBrowsers) expect(await warningsOfVite(home, name, exported)).toEqual([]);
    });

    test.each([
      ["program.mjs", said],
      ["program.cjs", said],
      ["entries.mjs", entriesSaid],
      ["entries.cjs", entriesSaid],
    ])("runs as %s and ends by itself", async (file, expected) => {
      const child = spawn(process.execPath, [...execArgv, file], {
        cwd: home,
        env: { PATH: process.env.PATH, TEST_URL: url },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const [output, code] = await Promise.all([read(child), once(child, "exit").then(([code]) => code)]);
      expect(output.split("\n")[0]).toBe(JSON.stringify(expected));
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
