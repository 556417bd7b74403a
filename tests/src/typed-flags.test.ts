import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
/** Each line is one mistake. */
const wrong = `
import { createClient } from "@switchyard/sdk-node"; import { createClient as createPage } from "@switchyard/sdk-browser"; import { Feature, useFlag } from "@switchyard/sdk-browser/react";
const flags = createClient(); const mine = flags.forContext({}); const page = createPage({ url: "", clientKey: "" });
flags.isEnabled("chekout-v2");
flags.isEnabled("colour");
flags.getValue("chekout-v2", {}, true);
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
