import type { Page } from "playwright-core";

export interface Screen {
  name: string;
  path: string;
  /** Seen by nobody who is signed in. */
  signedOut?: boolean;
  /** What to do before the picture. */
  act?: (page: Page) => Promise<unknown>;
  /** Puts back what `act` has changed, for the next picture. */
  after?: (page: Page) => Promise<unknown>;
}
