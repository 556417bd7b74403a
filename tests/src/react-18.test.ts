import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile, installPacked, local, run } from "./support/packed.ts";
import { temporaryFolder } from "./support/server.ts";

// The oldest React that the packed sdk-browser lets an application have: npm takes it, its types fit, it renders.
// All other tests have the newest.

const folder = temporaryFolder();
const home = join(folder.path, "application");

const program = `
import type { Bootstrap } from "@switchyard/sdk-browser";
import { Feature, FlagsProvider, useFlag, useFlagDetails, useFlagsStatus } from "@switchyard/sdk-browser/react";
import { version } from "react";
import { renderToString } from "react-dom/server";

const bootstrap: Bootstrap = {
  type: "snapshot",
  epoch: "e",
  version: 3,
  flags: [{ key: "new", variant: "on", value: true, reason: "STATIC" }, { key: "colour", variant: "b", value: "blue", reason: "SPLIT" }],
};

function Colours() {
  const { ready, state } = useFlagsStatus();
  const { reason } = useFlagDetails("colour", "red");
  return <i>{[useFlag("colour", "red"), reason, useFlag("other", 3), ready, state].join(" ")}</i>;
}

const html = renderToString(
  <FlagsProvider bootstrap={bootstrap} context={{ targetingKey: "u" }}>
    <Feature flag="new" fallback="old"><b>new</b></Feature>
    <Feature flag="nothing" fallback={<b>old</b>} />
    <Colours />
  </FlagsProvider>,
);
console.log(JSON.stringify({ version, html }));
`;

/** Its types want those of the newest React. */
const REACT_DOM = 'declare module "react-dom/server" { export function renderToString(of: unknown): string }';

const KINDS = ["module", "commonjs"] as const;

beforeAll(async () => {
  const react = local("react-18", "react-dom-18", "react-dom-18/node_modules/scheduler", "loose-envify", "js-tokens");
  const types = local("types-react-18", "@types/prop-types", "csstype");
  await installPacked("sdk-browser", home, [...react, ...types]);
  for (const kind of KINDS) {
    await mkdir(join(home, kind));
    await writeFile(join(home, kind, "package.json"), JSON.stringify({ type: kind }));
    await writeFile(join(home, kind, "main.tsx"), program);
    await writeFile(join(home, kind, "react-dom.d.ts"), REACT_DOM);
  }
});

afterAll(() => folder.remove());

test.each(KINDS)("compiles and renders as %s", async (kind) => {
  const strict = "--strict --target es2022 --lib es2022,dom --module node16 --jsx react-jsx --types react";
  expect(await compile([...strict.split(" "), "main.tsx", "react-dom.d.ts"], join(home, kind))).toBe("");
  const { stdout, stderr } = await run(process.execPath, ["main.js"], { cwd: join(home, kind) });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    version: expect.stringMatching(/^18\./),
    html: "<b>new</b><b>old</b><i>blue SPLIT 3 true connecting</i>",
  });
});
