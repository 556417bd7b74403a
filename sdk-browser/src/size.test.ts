import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build as bundle } from "esbuild";
import { build as buildPackage, type Options } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageConfig from "../tsup.config.ts";

// The budget of the whole package: live updates and local bucketing included. Headroom today: 6 bytes.
const MAX_BROTLI_BYTES = 3 * 1024;

const root = new URL("..", import.meta.url).pathname;
let folder: string;
let application: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-size-"));
  // As it is published, then as an application's bundler takes it.
  const config = { ...(packageConfig as Options), entry: [join(root, "src/index.ts")] };
  await buildPackage({ ...config, config: false, outDir: folder, dts: false, silent: true });
  const { outputFiles } = await bundle({
    stdin: {
      contents: 'import { createClient } from "./index.js"; window.flags = createClient({ url: "/", clientKey: "" });',
      resolveDir: folder,
    },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "browser",
  });
  application = outputFiles.map(({ text }) => text).join("");
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("an application grows by at most 3 KB, brotli", () => {
  const bytes = brotliCompressSync(application, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  console.log(`sdk-browser: ${bytes} bytes brotli, ${application.length} minified (budget ${MAX_BROTLI_BYTES})`);
  expect(bytes).toBeLessThanOrEqual(MAX_BROTLI_BYTES);
});

test("nothing of Node is in the bundle", () => {
  // esbuild's browser build fails on `node:` imports; these are the globals.
  expect(application).not.toMatch(/\b(process|Buffer|require|__dirname|setImmediate|global)\b/);
});
