import type { Connection } from "../events.ts";

type State = Connection["state"] | "shop gone";

/** What an SDK's connection means to whoever looks at the page. */
export function showStatus(place: HTMLElement, { state, version }: { state: State; version: number | null }): void {
  place.dataset.state = state;
  place.textContent = words(state, version);
}

function words(state: State, version: number | null): string {
  switch (state) {
    case "live":
      return version === null ? "live" : `live, version ${version}`;
    case "polling":
      return version === null ? "polling" : `polling, version ${version}`;
    case "connecting":
      return version === null ? "connecting" : `reconnecting, answering from version ${version}`;
    case "offline":
      return version === null
        ? "server gone: answering with the defaults"
        : `server gone: still answering from the last good version ${version}`;
    case "shop gone":
      return "the shop has stopped: these are its last answers";
  }
}
