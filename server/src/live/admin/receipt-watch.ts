import type { LiveEvent, LiveRequest } from "../../api.ts";
import { Throttle } from "./throttle.ts";
import { noSuchFlag, visibleFlag, type WatchContext } from "./watch-context.ts";

export type WatchRequest = Extract<LiveRequest, { type: "watch" }>;

/** Tells one admin UI the receipts of the flag that it shows: at once, and whenever they change. */
export class ReceiptWatch {
  readonly #request: WatchRequest;
  readonly #watching: WatchContext;
  readonly #throttle: Throttle;
  #stopListening = () => {};
  #read?: () => LiveEvent;
  #last = "";
  #isStopped = false;

  constructor(request: WatchRequest, watching: WatchContext) {
    this.#request = request;
    this.#watching = watching;
    this.#throttle = new Throttle(() => this.#send(), watching.intervalMs);
  }

  /**
   * Looks up which version counts now. Called again when the flag changed.
   *
   * @throws Refusal when there is no such flag
   */
  async refresh(): Promise<void> {
    const { storage, hub, neighbours } = this.#watching;
    const { project, environment, flag } = this.#request;
    const found = await visibleFlag(this.#watching, this.#request);
    const configuration = await storage.configuration(found.flag.id, found.environment.id);
    if (!configuration) throw noSuchFlag(this.#request);
    const { receipts } = await hub.channel(configuration.environmentId);
    const changed = () => this.#throttle.run();
    const view = neighbours.watch(configuration.environmentId, changed);
    // Else it would say for a moment that everyone has confirmed.
    await view.ready;
    if (this.#isStopped) return view.stop();
    this.#stopListening();
    const stop = receipts.onChange(changed);
    this.#stopListening = () => {
      stop();
      view.stop();
    };
    const { version } = configuration;
    this.#read = () => {
      const read = receipts.read(version, view.elsewhere);
      return { type: "receipts", project, environment, flag, receipts: read };
    };
    changed();
  }

  concerns(event: Extract<LiveEvent, { type: "changed" }>): boolean {
    const { project, environment, flag } = this.#request;
    const isHere = event.project === project && event.environment === environment;
    // No names at all: nobody knows what was touched.
    return isHere && (event.flags.length === 0 || event.flags.includes(flag));
  }

  stop(): void {
    this.#isStopped = true;
    this.#throttle.stop();
    this.#stopListening();
  }

  #send(): void {
    const event = this.#read?.();
    const text = JSON.stringify(event);
    if (event === undefined || text === this.#last) return;
    this.#last = text;
    this.#watching.send(event);
  }
}
