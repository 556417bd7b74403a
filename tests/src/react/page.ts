import { type Bootstrap, type Client, createClient } from "@switchyard/sdk-browser";
import { FlagsProvider } from "@switchyard/sdk-browser/react";
import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot, hydrateRoot } from "react-dom/client";
import { FLAGS, keyOf, ManyFlags, renders } from "./many-flags.ts";

// What the test's page runs.

export interface Visit {
  context: { targetingKey: string };
  bootstrap: Bootstrap;
  html: string;
}

const problems: string[] = [];
for (const level of ["error", "warn"] as const) {
  console[level] = (...what: unknown[]) => problems.push(`${level}: ${what.join(" ").slice(0, 500)}`);
}

let client: Client | undefined;

/** For a thousand clients whose first render is all that matters. */
class NoSocket {
  send() {}
  close() {}
}
const { WebSocket } = window;

const page = {
  problems,
  renders,
  /** Hydrates what the server rendered. @returns what differs from it, and how often components rendered */
  hydrate({ context, bootstrap, html }: Visit) {
    const root = document.createElement("div");
    root.innerHTML = html;
    // As the browser spells it.
    const rendered = root.innerHTML;
    const before = renders[keyOf(0)] ?? 0;
    window.WebSocket = NoSocket as never;
    const own = createClient({ url: location.origin, clientKey: "sw_client_none", context, bootstrap, storage: null });
    const app = createElement(FlagsProvider, { client: own, bootstrap, context }, createElement(ManyFlags));
    flushSync(() => {
      hydrateRoot(root, app, { onRecoverableError: (error) => problems.push(`${error}`) });
    });
    own.close();
    return { differs: root.innerHTML !== rendered, renders: (renders[keyOf(0)] ?? 0) - before };
  },
  /** Shows the flags of a running server. */
  async show(url: string, clientKey: string) {
    window.WebSocket = WebSocket;
    client = createClient({ url, clientKey, context: { targetingKey: "user-1" }, storage: null });
    const root = document.body.appendChild(document.createElement("main"));
    createRoot(root).render(createElement(FlagsProvider, { client }, createElement(ManyFlags)));
    await client.waitForReady({ timeoutMs: 10_000 });
  },
  count: () => Array.from({ length: FLAGS }, (_, place) => renders[keyOf(place)]).concat(renders.status),
};

declare global {
  interface Window {
    page: typeof page;
  }
}
window.page = page;
