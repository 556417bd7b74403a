import type { LiveEvaluation, LiveEvent, LiveRequest } from "../../api.ts";
import type { Storage } from "../../storage/port.ts";
import type { Look, LookBook } from "../books/look-book.ts";
import type { Hub } from "../hub.ts";
import type { Sees } from "../names.ts";
import type { Neighbours } from "../nodes/neighbours.ts";
import { CLOSE, Refusal } from "../socket/close-code.ts";
import { Throttle } from "./throttle.ts";

export type LookRequest = Extract<LiveRequest, { type: "look" }>;

interface Looking {
  storage: Storage;
  /** Where whoever watches may look. */
  sees: Sees;
  hub: Hub;
  neighbours: Neighbours;
  /** At most one event in so many milliseconds. */
  intervalMs: number;
  send(event: LiveEvent): void;
}

/** Of one event; the newest are shown, and of the others how many they were. */
const MAX_ITEMS = 100;

/** Tells one admin UI of a flag's evaluations as they happen. */
export class LookWatch implements Look {
  readonly flag: string;
  readonly #request: LookRequest;
  readonly #looking: Looking;
  readonly #throttle: Throttle;
  #book?: LookBook;
  #environmentId = "";
  #stop = () => {};
  #isStopped = false;
  #items: LiveEvaluation[] = [];
  #dropped = 0;
  #told = "";

  constructor(request: LookRequest, looking: Looking) {
    this.flag = request.flag;
    this.#request = request;
    this.#looking = looking;
    this.#throttle = new Throttle(() => this.#send(), looking.intervalMs);
  }

  /** @throws Refusal when there is no such flag */
  async start(): Promise<void> {
    const { storage, sees, hub, neighbours } = this.#looking;
    const { project, environment, flag } = this.#request;
    const itsProject = await storage.project(project);
    const known = itsProject && (await storage.environment(itsProject.id, environment));
    const itsEnvironment = known && sees({ projectId: known.projectId, environmentId: known.id }) ? known : undefined;
    if (!itsEnvironment || !(await storage.flag(itsEnvironment.projectId, flag))) {
      throw new Refusal(CLOSE.policy, `there is no flag ${flag} in ${project}/${environment}`);
    }
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
