import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../server/src/cli/program.ts";
import { ROOT } from "./support/process.ts";

// What `switchyard types` writes, beside the built packages, in a program that is compiled as its author might compile it.

const folder = join(ROOT, "tests/output/typed-flags");
const flag = (key: string, type: string, values: unknown[], more: object = {}) => ({
  key,
  type,
  name: key,
  description: "",
  variants: values.map((value, at) => ({ key: `v${at}`, value })),
  lifetime: { kind: "temporary" },
  archived: false,
  clientSide: true,
  ...more,
});
const flags = [
  flag("checkout-v2", "boolean", [true, false]),
  flag("colour", "string", ["red", "grey"]),
  flag("limit", "number", [10, 50]),
  flag("shape", "object", [{ sides: 3 }]),
  flag("old", "boolean", [true, false], { lifetime: { kind: "temporary", expectedRemoval: "2020-01-31" } }),
  flag("prices", "boolean", [true, false], { clientSide: false }),
];

const right = `
import { createClient, type FlagTypes } from "@switchyard/sdk-node";
import { createClient as createPage } from "@switchyard/sdk-browser";
import { Feature, useFlag } from "@switchyard/sdk-browser/react";
import { createTestClient } from "@switchyard/sdk-node/testing";
const flags = createClient();
const on: boolean = flags.isEnabled("checkout-v2", { targetingKey: "u" }, true) && flags.isEnabled("prices");
const colour: "red" | "grey" = flags.getValue("colour", undefined, "grey");
const limit: 10 | 50 = flags.getDetails("limit", {}, 10).value;
const shape = flags.getValue("shape", {}, { sides: 0 });
const mine = flags.forContext({}).getValue("colour", "red") satisfies "red" | "grey";
const old = createTestClient().isEnabled("old");
const type: FlagTypes["old"] = true;
const page = createPage({ url: "", clientKey: "" });
page.isEnabled("checkout-v2");
page.getValue("limit", 50);
export function Part() {
  const red: "red" | "grey" = useFlag("colour", "red");
  return Feature({ flag: "checkout-v2", children: red });
}
`;
/** Each line but the first two asks for a flag that is due for removal, once. */
const due = `
import { createClient } from "@switchyard/sdk-node"; import { createClient as createPage } from "@switchyard/sdk-browser"; import { Feature, useFlag, useFlagDetails } from "@switchyard/sdk-browser/react";
const flags = createClient(); const mine = flags.forContext({}); const page = createPage({ url: "", clientKey: "" });
flags.isEnabled("old");
if (flags.isEnabled("old", { targetingKey: "u" }, true)) console.log("on");
export const a: boolean = flags.getValue("old", {}, true);
export const b: boolean = flags.getDetails("old", {}, true).value;
mine.isEnabled("old", true);
mine.getValue("old", false);
mine.getDetails("old", false);
page.isEnabled("old");
page.getValue("old", false);
page.getDetails("old", false);
export const useOld = (): boolean => useFlag("old", false);
export const useOldDetails = () => useFlagDetails("old", false);
export const Old = () => <Feature flag="old">on</Feature>;
`;
/** Nothing here is due. */
const current = `
import { createClient } from "@switchyard/sdk-node"; import { Feature, useFlag } from "@switchyard/sdk-browser/react";
const flags = createClient();
flags.isEnabled("checkout-v2");
flags.getValue("limit", {}, 50);
flags.forContext({}).getDetails("colour", "red");
export const useColour = () => useFlag("colour", "red");
export const Part = () => <Feature flag="checkout-v2">on</Feature>;
`;
/** Each line is one mistake. */
const wrong = `
import { createClient } from "@switchyard/sdk-node"; import { createClient as createPage } from "@switchyard/sdk-browser"; import { Feature, useFlag } from "@switchyard/sdk-browser/react";
const flags = createClient(); const mine = flags.forContext({}); const page = createPage({ url: "", clientKey: "" });
flags.isEnabled("chekout-v2");
flags.isEnabled("colour");
flags.getValue("chekout-v2", {}, true);
flags.getValue("old", {}, "on");
flags.getValue("colour", {}, 3);
flags.getValue("colour", {}, "blue");
flags.getDetails("limit", {}, "10");
flags.explain("chekout-v2");
mine.isEnabled("limit");
mine.getValue("limit", true);
page.isEnabled("prices");
page.getDetails("colour", false);
export const Wrong = () => Feature({ flag: "colour" });
export const useWrong = () => useFlag("colour", 3);
`;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "export.json"),
    JSON.stringify({ switchyard: 1, project: "default", flags, segments: [] }),
  );
  const failures: string[] = [];
  await run(["types", "--file", "export.json"], { out() {}, env: {}, cwd: folder }, (text) => failures.push(text));
  expect(failures).toEqual([]);
  writeFileSync(join(folder, "right.ts"), right);
  writeFileSync(join(folder, "wrong.ts"), wrong);
  writeFileSync(join(folder, "due.tsx"), due);
  writeFileSync(join(folder, "current.tsx"), current);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RESOLVED = {
  "an ES module of Node": { type: "module", options: ["--module", "node16"] },
  "CommonJS of Node": { type: "commonjs", options: ["--module", "node16"] },
  "a bundler": { type: "module", options: ["--module", "esnext", "--moduleResolution", "bundler"] },
};
const compile = (as: keyof typeof RESOLVED, files: string[]) =>
  new Promise<string>((resolve) => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: RESOLVED[as].type }));
    const options = ["--noEmit", "--strict", "--target", "es2022", "--skipLibCheck", "--types", "node,react"];
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    execFile(process.execPath, [tsc, ...options, ...RESOLVED[as].options, ...files], { cwd: folder }, (_, out) =>
      resolve(out),
    );
  });

test.each(["an ES module of Node", "CommonJS of Node", "a bundler"] as const)(
  "as %s: right use compiles, each mistake is an error",
  async (as) => {
    const said = await compile(as, ["switchyard-flags.d.ts", "right.ts", "wrong.ts"]);
    const lines = [...said.matchAll(/^(\w+\.\w+)\((\d+),/gm)].map(([, file, line]) => `${file}:${line}`);
    const mistakes = wrong.split("\n").flatMap((text, at) => (at > 2 && text ? [`wrong.ts:${at + 1}`] : []));
    expect(lines, said).toEqual(mistakes);
    expect(said).toContain(`'"chekout-v2"' is not assignable to parameter of type`);
  },
);

test("without the file every key goes", async () => {
  writeFileSync(
    join(folder, "open.ts"),
    `import { createClient, type FlagKey } from "@switchyard/sdk-node";
const key: FlagKey = "anything" as string;
const text: string = createClient().getValue(key, {}, "default");
const on: boolean = createClient().isEnabled(key);`,
  );
  expect(await compile("an ES module of Node", ["open.ts"])).toBe("");
});

/** What an editor knows of a file beside the written one. */
function editorOf(file: string) {
  const files = [file, "switchyard-flags.d.ts"].map((name) => join(folder, name));
  const host: ts.LanguageServiceHost = {
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    getCompilationSettings: () => ({
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      jsx: ts.JsxEmit.ReactJSX,
      types: ["node", "react"],
      skipLibCheck: true,
    }),
    getScriptFileNames: () => files,
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  };
  return { service: ts.createLanguageService(host), path: join(folder, file) };
}

/** What an editor strikes through: the lines, and the whole text of each. */
function struckThrough(file: string) {
  const { service, path } = editorOf(file);
  const errors = service.getSemanticDiagnostics(path).map(({ messageText }) => messageText);
  const found = service.getSuggestionDiagnostics(path).filter(({ reportsDeprecated }) => reportsDeprecated);
  return {
    errors,
    codes: [...new Set(found.map(({ code }) => code))],
    lines: found.map(({ file, start }) => (file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0)),
  };
}

test("an editor strikes through each call that asks for a flag due for removal, and no other", () => {
  const { errors, codes, lines } = struckThrough("due.tsx");
  expect(errors).toEqual([]);
  expect(codes).toEqual([6387]);
  expect(lines).toEqual(due.split("\n").flatMap((text, at) => (at > 2 && text ? [at + 1] : [])));
  expect(struckThrough("current.tsx")).toEqual({ errors: [], codes: [], lines: [] });
});

test("an editor offers the keys and the values that fit, and says what each call gives", () => {
  const calls = `import { createClient } from "@switchyard/sdk-node"; import { createClient as createPage } from "@switchyard/sdk-browser"; import { useFlag } from "@switchyard/sdk-browser/react";
const flags = createClient(); const mine = flags.forContext({}); const page = createPage({ url: "", clientKey: "" });
flags.isEnabled("|");
mine.isEnabled("|");
page.isEnabled("|");
flags.getValue("colour", {}, "|");
flags.getDetails("colour", {}, "|");
mine.getValue("colour", "|");
page.getValue("colour", "|");
useFlag("colour", "|");
`;
  writeFileSync(join(folder, "calls.ts"), calls.replaceAll("|", ""));
  const { service, path } = editorOf("calls.ts");
  const places = [...calls.matchAll(/\|/g)].map(({ index }, before) => index - before);
  expect(places).toHaveLength(8);
  const offered = places.map((at) =>
    service
      .getCompletionsAtPosition(path, at, {})
      ?.entries.map(({ name }) => name)
      .sort(),
  );
  expect(offered.slice(0, 3)).toEqual([
    ["checkout-v2", "old", "prices"],
    ["checkout-v2", "old", "prices"],
    ["checkout-v2", "old"],
  ]);
  for (const values of offered.slice(3)) expect(values).toEqual(["grey", "red"]);
  for (const at of places) {
    const { items = [] } = service.getSignatureHelpItems(path, at, {}) ?? {};
    const words = items.map(({ documentation }) => ts.displayPartsToString(documentation));
    expect(words.join(), `at ${at}`).toMatch(/defaultValue|As `getValue`/);
  }
});
