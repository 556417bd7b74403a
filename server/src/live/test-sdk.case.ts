import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ClientFlag, EvaluationContext, FlagData, Have, Hello, SdkMessage, ServerMessage } from "@switchyard/core";
import { PROTOCOL_VERSION, SUBPROTOCOL } from "@switchyard/core";
import { type ClientOptions, WebSocket } from "ws";
import type { TestLive } from "./live.case.ts";

type Message = ServerMessage<FlagData | ClientFlag>;

export interface TestSdkOptions {
  /** For the header. @default the environment's server key */
  key?: string | null;
  /** `null`: none is sent. Else these replace what a usual hello says. */
  hello?: Partial<Hello> | null;
  have?: Have;
  /** Confirms what it applies, as SDKs do. @default true */
  confirms?: boolean;
  ws?: ClientOptions;
}

/** An SDK's side of the stream over a real socket, as strict as can be about what it is told. */
export class TestSdk {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  readonly flags = new Map<string, FlagData | ClientFlag>();
  readonly segments = new Set<string>();
  readonly instance: string;
  /** Resolves with code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** What the server did wrong. */
  readonly faults: string[] = [];
  epoch = "";
  version = -1;
  stamp: string | undefined;
  #waiting: (() => void)[] = [];
  #isConfirming: boolean;

  constructor(port: number, options: TestSdkOptions) {
    const headers = options.key ? { authorization: `Bearer ${options.key}` } : undefined;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/v1/stream`, SUBPROTOCOL, { headers, ...options.ws });
    this.instance = options.hello?.instance ?? randomUUID();
    this.#isConfirming = options.confirms ?? true;
    if (options.have) this.epoch = options.have.epoch;
    if (options.have) this.version = options.have.version;
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on("open", () => {
      const { hello, have } = options;
      const usual: Hello = { type: "hello", protocol: PROTOCOL_VERSION, sdk: "test/1", instance: this.instance, have };
      if (hello !== null) this.send({ ...usual, ...hello });
    });
    this.socket.on("message", (data) => this.#receive(JSON.parse(data.toString())));
    this.socket.on("error", () => {});
  }

  static async connect(at: TestLive, options: TestSdkOptions = {}): Promise<TestSdk> {
    const sdk = new TestSdk(at.port, { key: at.serverKey, ...options });
    await once(sdk.socket, "open");
    return sdk;
  }

  static browser(at: TestLive, context?: EvaluationContext, options: TestSdkOptions = {}): Promise<TestSdk> {
    return TestSdk.connect(at, { ...options, key: null, hello: { key: at.clientKey, context, ...options.hello } });
  }

  send(message: SdkMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message that was not waited for yet. */
  async next(): Promise<Message> {
    await this.until(() => this.messages.length > 0);
    const message = this.messages.shift();
    if (!message) throw new Error("unreachable");
    return message;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  atVersion(version: number): Promise<void> {
    return this.until(() => this.version >= version);
  }

  async close(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  #receive(message: Message): void {
    this.messages.push(message);
    this.#apply(message);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #apply(message: Message): void {
    const before = this.version;
    if (message.type === "snapshot") {
      if (message.epoch === this.epoch && message.version < before) this.faults.push(`went back to ${message.version}`);
      this.flags.clear();
      this.segments.clear();
      this.epoch = message.epoch;
      this.version = message.version;
      this.stamp = message.stamp;
    } else if (message.type === "changes") {
      if (message.from !== before) this.faults.push(`changes from ${message.from} at ${before}`);
      if (message.to <= message.from) this.faults.push(`changes from ${message.from} to ${message.to}`);
      for (const key of message.removed.flags) this.flags.delete(key);
      for (const key of message.removed.segments ?? []) this.segments.delete(key);
      this.version = message.to;
      this.stamp = message.stamp;
    } else if (message.type === "current" && message.version !== before) {
      this.faults.push(`current ${message.version} at ${before}`);
    }
    if (message.type === "snapshot" || message.type === "changes") {
      for (const flag of message.flags) this.flags.set(flag.key, flag);
      for (const segment of message.segments ?? []) this.segments.add(segment.key);
      if (this.#isConfirming && this.socket.readyState === WebSocket.OPEN) {
        this.send({ type: "applied", version: this.version });
      }
    }
  }
}
