import type { LiveEvent, LiveRequest } from "../../api.ts";
import type { Storage } from "../../storage/port.ts";
import type { Hub } from "../hub.ts";
import type { Sees } from "../names.ts";
import type { Neighbours } from "../nodes/neighbours.ts";
import { CLOSE, Refusal } from "../socket/close-code.ts";
import { Throttle } from "./throttle.ts";

export type WatchRequest = Extract<LiveRequest, { type: "watch" }>;

interface Watching {
  storage: Storage;
  /** Where whoever watches may look. */
  sees: Sees;
  hub: Hub;
  neighbours: Neighbours;
  /** At most one event in so many milliseconds. */
  intervalMs: number;
  send(event: LiveEvent): void;
}

/** Tells one admin UI the receipts of the flag that it shows: at once, and whenever they change. */
export class ReceiptWatch {
  readonly #request: WatchRequest;
  readonly #watching: Watching;
  readonly #throttle: Throttle;
  #stopListening = () => {};
  #read?: () => LiveEvent;
  #last = "";
  #isStopped = false;

  constructor(request: WatchRequest, watching: Watching) {
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
    const { storage, sees, hub, neighbours } = this.#watching;
    const { project, environment, flag } = this.#request;
    const itsProject = await storage.project(project);
    const known = itsProject && (await storage.environment(itsProject.id, environment));
    const itsEnvironment = known && sees({ projectId: known.projectId, environmentId: known.id }) ? known : undefined;
    const itsFlag = itsProject && (await storage.flag(itsProject.id, flag));
    const configuration = itsEnvironment && itsFlag && (await storage.configuration(itsFlag.id, itsEnvironment.id));
    if (!configuration) {
      throw new Refusal(CLOSE.policy, `there is no flag ${flag} in ${project}/${environment}`);
    }
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
