import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"];

/**
 * A real Chromium: `CHROMIUM_PATH`, else one on the machine, else the one that npm installed (Linux x64).
 *
 * @throws when there is none, naming the way to give one.
 */
export async function launchBrowser(): Promise<Browser> {
  const installed = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: QUIET });
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("no browser for the tests: set CHROMIUM_PATH to a Chromium or Chrome");
  const { default: bundled } = await import("@sparticuz/chromium");
  // Not with its own arguments: they are for functions in a cloud, a single process without web security.
  return chromium.launch({ executablePath: await bundled.executablePath(), args: [...QUIET, "--headless=shell"] });
}
