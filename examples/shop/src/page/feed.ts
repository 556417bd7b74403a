import type { Events } from "../events.ts";

type Listeners = { [Name in keyof Events]: (data: Events[Name]) => void } & {
  /** The shop's process can't be heard; it is asked again until it can. */
  lost: () => void;
};

const RETRY_MS = 3000;

/** Listens to the shop while the page is visible: a hidden tab costs the shop nothing. */
export function openFeed(listeners: Listeners): void {
  let source: EventSource | undefined;
  let retry: number | undefined;

  const close = () => {
    window.clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    const opened = new EventSource("/events");
    source = opened;
    const on = <Name extends keyof Events>(name: Name) =>
      opened.addEventListener(name, (event) => listeners[name](JSON.parse(event.data)));
    on("floor");
    on("connection");
    on("checkout");
    on("rush");
    opened.addEventListener("error", () => {
      listeners.lost();
      // After a refusal the browser does not come back by itself.
      if (opened.readyState === EventSource.CLOSED) retry = window.setTimeout(open, RETRY_MS);
    });
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
}
