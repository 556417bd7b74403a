import type { Page } from "playwright-core";
import type { TestServer } from "../support/server.ts";

export interface Screen {
  name: string;
  /** Where it is; a function where that is made for each picture, such as an invitation. */
  path: string | ((server: TestServer) => string | Promise<string>);
  /** Looked at by nobody yet: before the first admin is set up, or by somebody who has not signed in. */
  by?: "nobody" | "stranger";
  /** What to do before the picture. */
  act?: (page: Page, server: TestServer) => Promise<unknown>;
  /** Puts back what `act` has changed, for the next picture. */
  after?: (page: Page, server: TestServer) => Promise<unknown>;
  /** Console errors that belong to it: a browser tells of every request that fails. */
  expected?: RegExp;
}
