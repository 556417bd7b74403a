import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { expect } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { signedIn } from "../support/person.ts";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";

export interface OpenUi {
  /** A test that starts it anew on the same port puts the new one here. */
  server: TestServer;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** Console errors, exceptions and requests to another origin, so far. */
  faults: string[];
  goto(path: string): Promise<void>;
  /**
   * @param expected what the journey was made for, such as a conflict: a browser tells of every answer above 399 by itself
   * @throws AssertionError naming every other fault
   */
  close(expected?: RegExp): Promise<void>;
}

export const DESK = { viewport: { width: 1440, height: 900 }, locale: "en-GB", reducedMotion: "reduce" } as const;

/** A server of its own, and a browser in which its first admin is signed in. A fault in any journey fails its file. */
export async function openUi(env: NodeJS.ProcessEnv = {}): Promise<OpenUi> {
  const folder = temporaryFolder();
  const [server, browser] = await Promise.all([startServer({ folder: folder.path, env }), launchBrowser()]);
  const context = await signedIn(browser, server, DESK);
  const faults: string[] = [];
  const page = await watchedPage(context, server, faults);
  const ui: OpenUi = {
    server,
    browser,
    context,
    page,
    faults,
    goto: async (path) => void (await page.goto(`${server.url}${path}`)),
    async close(expected) {
      await browser.close();
      await ui.server.stop();
      folder.remove();
      expect(faults.filter((fault) => !expected?.test(fault))).toEqual([]);
    },
  };
  return ui;
}

/** A page whose console errors, exceptions and requests to another origin are noted. */
export async function watchedPage(context: BrowserContext, server: TestServer, faults: string[]): Promise<Page> {
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  watchRequests(page);
  page.on(
    "console",
    (message) => message.type() === "error" && faults.push(`${message.text()} ${message.location().url}`),
  );
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) faults.push(`another origin: ${request.url()}`);
  });
  return page;
}

/**
 * Until everything that the page asked for is answered and drawn: no request is open, and none follows in the next frames.
 * Sooner than Playwright's "networkidle", which first waits for half a second of silence.
 */
export async function settled(page: Page): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const asked = open(page).asked;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    quiet = open(page).waiting.size === 0 && open(page).asked === asked ? quiet + 1 : 0;
  }
}

interface Requests {
  /** How many there were so far. */
  asked: number;
  waiting: Set<Request>;
}

const requests = new WeakMap<Page, Requests>();

function open(page: Page): Requests {
  const known = requests.get(page);
  if (!known) throw new Error("only of a page that watchedPage gave");
  return known;
}

function watchRequests(page: Page): void {
  const all: Requests = { asked: 0, waiting: new Set() };
  requests.set(page, all);
  page.on("request", (request) => {
    all.asked += 1;
    all.waiting.add(request);
  });
  for (const end of ["requestfinished", "requestfailed"] as const)
    page.on(end as "requestfinished", (request) => all.waiting.delete(request));
}

/**
 * @param part a CSS selector of what to look at, where the rest was looked at before: axe takes its time for each element
 */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  // No screen has a frame, and only violations are read: neither asks less, and axe is done in half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
}

/** Nothing lies beside the screen. */
export async function expectNoSideways(page: Page): Promise<void> {
  const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide).toBeLessThanOrEqual(width ?? 0);
}
