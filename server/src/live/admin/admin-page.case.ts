import { once } from "node:events";
import { WebSocket } from "ws";
import type { LiveEvent, LiveRequest } from "../../api.ts";
import type { TestLive } from "../live.case.ts";

export const ADMIN_COOKIE = "switchyard_session=abc";

/** The admin UI's side. */
export class AdminPage {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #events: LiveEvent[] = [];
  #waiting = () => {};

  private constructor(at: TestLive) {
    const headers = { cookie: ADMIN_COOKIE, origin: `http://127.0.0.1:${at.port}` };
    this.socket = new WebSocket(`ws://127.0.0.1:${at.port}/api/v1/live`, { headers });
    this.socket.on("error", () => {});
    this.socket.on("message", (data) => {
      this.#events.push(JSON.parse(data.toString()));
      this.#waiting();
    });
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** Makes {@link open} possible. */
  static signIn(at: TestLive): void {
    at.sessions.set(ADMIN_COOKIE, { id: "a", authority: { roleAt: () => "admin" } });
  }

  static async open(at: TestLive): Promise<AdminPage> {
    const page = new AdminPage(at);
    await once(page.socket, "open");
    return page;
  }

  send(request: LiveRequest): void {
    this.socket.send(JSON.stringify(request));
  }

  /** The next event that satisfies a condition; earlier ones are skipped. */
  async next(condition: (event: LiveEvent) => boolean): Promise<LiveEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event && condition(event)) return event;
      if (!event) await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
  }
}
