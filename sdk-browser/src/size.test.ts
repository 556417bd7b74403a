import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build as bundle } from "esbuild";
import { build as buildPackage, type Options } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageConfig from "../tsup.config.ts";

// What a page loads before it asks for its first answers: live updates and local bucketing included. Headroom today: 11 bytes.
const MAX_BROTLI_BYTES = 3 * 1024;
// What it loads meanwhile, in a chunk of its own: polling, reports, wake-ups, the copy for the next visit.
const MAX_LATER_BYTES = 1_950;
// What it loads besides while a guarded rollout runs.
const MAX_GUARDS_BYTES = 1_450;
// What it loads besides after a mistake in its calls, which nobody's visitors wait for: most of it finds the key that was meant.
const MAX_ADVICE_BYTES = 740;
// What the React entry adds to an application that has React.
const MAX_REACT_BYTES = 900;

const root = new URL("..", import.meta.url).pathname;
let folder: string;
let application: string;
let later: string;
let guards: string;
let advice: string;
let withReact: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-size-"));
  const client = 'import { createClient } from "./index.js"; window.flags = createClient({ url: "/", clientKey: "" });';
  await buildEntries({ index: join(root, "src/index.ts") }, "[name]");
  ({ application, later, guards, advice } = await bundleApplication(client));
  await buildEntries({ index: join(root, "src/index.ts"), react: join(root, "src/react/index.ts") });
  ({ application: withReact } = await bundleApplication(
    `${client} import * as all from "./react.js"; window.all = all;`,
  ));
}, 60_000);

/**
 * As it is published, for an application's bundler to take.
 *
 * @param chunkNames a hash in the name is the bundler's, and makes the figure another each time
 */
async function buildEntries(entry: Record<string, string>, chunkNames = "[name]-[hash]") {
  const config = { ...(packageConfig as Options), entry, external: ["react"], onSuccess: undefined };
  const { esbuildOptions } = config;
  config.esbuildOptions = (options, context) => {
    esbuildOptions?.(options, context);
    options.chunkNames = chunkNames;
  };
  await buildPackage({ ...config, config: false, outDir: folder, dts: false, silent: true });
}

async function bundleApplication(contents: string) {
  const { outputFiles } = await bundle({
    stdin: { contents, resolveDir: folder },
    external: ["react"],
    bundle: true,
    minify: true,
    splitting: true,
    chunkNames: "[name]",
    outdir: folder,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "browser",
  });
  const chunkOf = (path: string) => /stdin[.]js$|guards[.]js$|advice[.]js$/.exec(path)?.[0] ?? "";
  const textOf = (chunk: string) =>
    outputFiles.flatMap(({ path, text }) => (chunkOf(path) === chunk ? [text] : [])).join("");
  return {
    application: textOf("stdin.js"),
    guards: textOf("guards.js"),
    advice: textOf("advice.js"),
    later: textOf(""),
  };
}

afterAll(() => rm(folder, { recursive: true, force: true }));

const brotli = (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

test("an application grows by what was promised, brotli", () => {
  const [now, then, guarded, advised] = [application, later, guards, advice].map(brotli) as [
    number,
    number,
    number,
    number,
  ];
  console.log(
    `sdk-browser: ${now} bytes brotli (budget ${MAX_BROTLI_BYTES}), later ${then} (budget ${MAX_LATER_BYTES}), guarded ${guarded} (budget ${MAX_GUARDS_BYTES}), advice ${advised} (budget ${MAX_ADVICE_BYTES})`,
  );
  expect(now).toBeLessThanOrEqual(MAX_BROTLI_BYTES);
  expect(then).toBeLessThanOrEqual(MAX_LATER_BYTES);
  expect(guards).not.toBe("");
  expect(guarded).toBeLessThanOrEqual(MAX_GUARDS_BYTES);
  expect(advice).not.toBe("");
  expect(advised).toBeLessThanOrEqual(MAX_ADVICE_BYTES);
});

test("nothing of Node is in the bundle", () => {
  // esbuild's browser build fails on `node:` imports; these are the globals.
  expect(application + later + guards + advice).not.toMatch(
    /\b(process|Buffer|require|__dirname|setImmediate|global)\b/,
  );
});

test("no name that is shortened is asked for as a text, which would not be found", () => {
  const config: { mangleProps?: RegExp } = {};
  (packageConfig as Options).esbuildOptions?.(config, { format: "esm" });
  const names: string[] = config.mangleProps?.source.match(/\w+/g) ?? [];
  expect(names).toContain("problem");
  const asked = [...(application + later + guards + advice).matchAll(/["'`](\w+)["'`] ?in\b|\[["'`](\w+)["'`]\]/g)];
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.map(([, inside, index]) => inside ?? index).filter((name = "") => names.includes(name))).toEqual([]);
});

test("the React entry grows it by what was promised", () => {
  const more = brotli(withReact) - brotli(application);
  console.log(`sdk-browser/react: ${more} bytes brotli (budget ${MAX_REACT_BYTES})`);
  expect(more).toBeLessThanOrEqual(MAX_REACT_BYTES);
});
