import type { Client } from "./client-types.ts";

/** A page that fails in a loop has failed: more of it says nothing new. */
const MAX_ERRORS = 20;

export interface WatchPageOptions {
  /**
   * Track `page.error` for each error and each rejection that nobody caught, at most 20 in the life of a page.
   * @default true
   */
  errors?: boolean | undefined;
  /**
   * Track `page.load` once, with the milliseconds from the request of the page until it was loaded.
   * @default true
   */
  load?: boolean | undefined;
}

/**
 * Tells how this page does, as events that a guarded rollout can watch: they count for the person of the page in the group that they are
 * in, and only after the flag was asked. Call it once, beside `createClient`. Nothing of an error but that it happened leaves the page.
 *
 * @returns what stops it
 * @example
 * watchPage(flags);
 */
export function watchPage(client: Pick<Client, "track">, { errors = true, load = true }: WatchPageOptions = {}) {
  const life = new AbortController();
  const { signal } = life;
  let left = MAX_ERRORS;
  const failed = () => {
    if (left-- > 0) client.track("page.error");
  };
  if (errors) {
    addEventListener("error", failed, { signal });
    addEventListener("unhandledrejection", failed, { signal });
  }
  const loaded = () => {
    const [navigation] = performance.getEntriesByType("navigation");
    // Its end is only known once all that listens to the page's loading has run.
    setTimeout(() => {
      if (navigation?.duration && !signal.aborted) client.track("page.load", { value: navigation.duration });
    });
  };
  if (load) {
    if (document.readyState === "complete") loaded();
    else addEventListener("load", loaded, { signal });
  }
  return () => life.abort();
}
