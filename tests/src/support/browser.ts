import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"];

const installed = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
const bundledRuns = process.platform === "linux" && process.arch === "x64";

/** True where no browser can be had, and tests that need one skip, having said so. Never in CI, which skips nothing. */
export const noBrowser = !installed && !bundledRuns && !process.env.CI;
if (noBrowser)
  console.warn("SKIPPED: tests in a browser, as there is none here. Set CHROMIUM_PATH to a Chromium or Chrome.");

/**
 * A real Chromium: `CHROMIUM_PATH`, else one on the machine, else the one that npm installed (Linux x64).
 *
 * @throws when there is none, naming the way to give one.
 */
export async function launchBrowser(): Promise<Browser> {
  if (installed) return chromium.launch({ executablePath: installed, args: QUIET });
  if (!bundledRuns) throw new Error("no browser for the tests: set CHROMIUM_PATH to a Chromium or Chrome");
  // Not with its own arguments: they are for functions in a cloud, a single process without web security.
  return chromium.launch({ executablePath: await unpackBundled(), args: [...QUIET, "--headless=shell"] });
}

/** Before any test file: two that unpack the browser at once would spoil it for each other. */
export async function setup(): Promise<void> {
  if (!installed && bundledRuns) await unpackBundled();
}

async function unpackBundled(): Promise<string> {
  const { default: bundled } = await import("@sparticuz/chromium");
  return bundled.executablePath();
}
