import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { TestServer } from "../support/server.ts";
import type { Screen } from "./screen.ts";

export type Scheme = "light" | "dark";

/** How a browser looks in which pictures are taken: nothing moves, and dates are the same everywhere. */
export const look = (width: number, height: number, colorScheme: Scheme): BrowserContextOptions => ({
  viewport: { width, height },
  colorScheme,
  locale: "en-GB",
  reducedMotion: "reduce",
});

interface Taking {
  context: BrowserContext;
  server: TestServer;
  file: string;
  complain: (what: string) => void;
  /** Looks at the page while it is as in the picture. */
  inspect?: (page: Page) => Promise<void>;
}

/** Brings a screen into its state, takes its picture, and puts back what was changed. */
export async function take(screen: Screen, { context, server, file, complain, inspect }: Taking): Promise<void> {
  const page = await context.newPage();
  watch(page, server, (what) => screen.expected?.test(what) || complain(what));
  try {
    const path = typeof screen.path === "string" ? screen.path : await screen.path(server);
    await page.goto(`${server.url}${path}`);
    await page.waitForLoadState("networkidle");
    await screen.act?.(page, server);
    // A caret that blinks and a chart that is drawn in the next frame.
    await page.waitForTimeout(250);
    await page.screenshot({ path: file });
    await inspect?.(page);
    await screen.after?.(page, server);
  } catch (error) {
    complain(`failed: ${error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : error}`);
  }
  await page.close();
}

function watch(page: Page, server: TestServer, complain: (what: string) => void): void {
  page.on("console", (message) => {
    if (message.type() === "error") complain(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) complain(`another origin: ${request.url()}`);
  });
}
