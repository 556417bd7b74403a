import type { LiveEvaluation, LiveRequest } from "../../api.ts";
import type { Look, LookBook } from "../books/look-book.ts";
import { Throttle } from "./throttle.ts";
import { visibleFlag, type WatchContext } from "./watch-context.ts";

export type LookRequest = Extract<LiveRequest, { type: "look" }>;

/** Of one event; the newest are shown, and of the others how many they were. */
const MAX_ITEMS = 100;

/** Tells one admin UI of a flag's evaluations as they happen. */
export class LookWatch implements Look {
  readonly flag: string;
  readonly #request: LookRequest;
  readonly #looking: WatchContext;
  readonly #throttle: Throttle;
  #book?: LookBook;
  #environmentId = "";
  #stop = () => {};
  #isStopped = false;
  #items: LiveEvaluation[] = [];
  #dropped = 0;
  #told = "";

  constructor(request: LookRequest, looking: WatchContext) {
    this.flag = request.flag;
    this.#request = request;
    this.#looking = looking;
    this.#throttle = new Throttle(() => this.#send(), looking.intervalMs);
  }

  /** @throws Refusal when there is no such flag */
  async start(): Promise<void> {
    const { hub, neighbours } = this.#looking;
    const { environment: itsEnvironment } = await visibleFlag(this.#looking, this.#request);
    const { looks } = await hub.channel(itsEnvironment.id);
    if (this.#isStopped) return;
    this.#book = looks;
    this.#environmentId = itsEnvironment.id;
    const stops = [looks.look(this), neighbours.look(itsEnvironment.id, this)];
    this.#stop = () => {
      for (const stop of stops) stop();
    };
  }

  saw(items: LiveEvaluation[], dropped: number): void {
    const all = [...this.#items, ...items];
    this.#items = all.slice(-MAX_ITEMS);
    this.#dropped += dropped + all.length - this.#items.length;
    this.#throttle.run();
  }

  changed(): void {
    this.#throttle.run();
  }

  stop(): void {
    this.#isStopped = true;
    this.#throttle.stop();
    this.#stop();
  }

  #send(): void {
    if (!this.#book || this.#isStopped) return;
    const { project, environment, flag } = this.#request;
    const [near, far] = [this.#book.count(flag), this.#looking.neighbours.lookCount(this.#environmentId, flag)];
    const count = { servers: near.servers + far.servers, asked: near.asked + far.asked };
    const told = JSON.stringify(count);
    const [items, dropped] = [this.#items, this.#dropped];
    if (items.length + dropped === 0 && told === this.#told) return;
    this.#told = told;
    this.#items = [];
    this.#dropped = 0;
    this.#looking.send({ type: "evaluations", project, environment, flag, ...count, items, dropped });
  }
}
