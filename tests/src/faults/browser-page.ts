import type { Browser, BrowserContext, Page } from "playwright-core";
import type { TestContext } from "vitest";
import { servePage } from "../support/page.ts";
import type { Applied, Values } from "./sdk-process.ts";

const FLAGS = ["steady", "on", "version", "other"];

/** What the page's client said, and what it answers at this moment. */
export interface Seen {
  applied: Applied[];
  states: string[];
  /** Of nobody's catching. */
  thrown: string[];
  status: { state: string; epoch?: string; version?: number };
  values: Values;
}

/** The built browser SDK in a page of a real browser, as an application has it. */
export class BrowserPage {
  readonly context: BrowserContext;
  readonly page: Page;

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
  }

  /** Is gone after the test. */
  static async open(browser: Browser, { onTestFinished }: TestContext): Promise<BrowserPage> {
    const [site, context] = await Promise.all([servePage(SCRIPT), browser.newContext()]);
    const page = await context.newPage();
    onTestFinished(async () => {
      await context.close();
      await site.close();
    });
    await page.goto(site.url);
    await page.waitForFunction("window.start !== undefined");
    return new BrowserPage(context, page);
  }

  async start(url: string, clientKey: string): Promise<void> {
    await this.page.evaluate(`start(${JSON.stringify({ url, clientKey, context: { targetingKey: "ann" } })})`);
  }

  see(): Promise<Seen> {
    return this.page.evaluate("see()");
  }

  /** Resolves when what is seen makes the condition true, an expression of `seen`. */
  async until(condition: string): Promise<Seen> {
    await this.page.waitForFunction(`(({ applied, states, status, values }) => ${condition})(see())`, undefined, {
      polling: 50,
    });
    return this.see();
  }

  /** What the browser tells a page. */
  async tell(event: "online" | "visibilitychange"): Promise<void> {
    await this.page.evaluate(
      `(${event === "online" ? "window" : "document"}).dispatchEvent(new Event("${event}", { bubbles: true }))`,
    );
  }
}

const SCRIPT = `
  import { createClient } from "@switchyard/sdk-browser";
  const log = { applied: [], states: [], thrown: [] };
  const values = (flags) => Object.fromEntries(${JSON.stringify(FLAGS)}.map((key) => [key, flags.getValue(key, undefined) ?? null]));
  addEventListener("error", ({ message, error }) => log.thrown.push(message + (error?.stack ?? "")));
  addEventListener("unhandledrejection", ({ reason }) => log.thrown.push(String(reason)));
  window.createClient = createClient;
  window.start = (options) => {
    const flags = (window.flags = createClient(options));
    flags.on("change", () => {
      const { epoch, version } = flags.status;
      log.applied.push({ type: "applied", epoch, version, values: values(flags) });
    });
    flags.on("connection", ({ state }) => log.states.push(state));
  };
  window.see = () => ({ ...log, status: flags.status, values: values(flags) });
`;
