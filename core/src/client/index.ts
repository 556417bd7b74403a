// What both SDKs share: how to hold flags and how to stay connected. No dependencies; sockets, timers and
// chance are handed in.

export type { Closed } from "./closed.ts";
export {
  type Connection,
  type ConnectionState,
  connect,
  type Platform,
  type Socket,
  type SocketEvents,
  type Subscriber,
} from "./connection.ts";
export { createEmitter, type Emitter } from "./emitter.ts";
export type { Change, Events, Status } from "./events.ts";
export { type LinkSignals, type LinkWatch, watchLink } from "./link-watch.ts";
export { parseServerMessage } from "./parse-server-message.ts";
export { createStore, type Flags, type Held, type Store, type Swap, type Take } from "./store.ts";
export { watchDrift } from "./wake.ts";
