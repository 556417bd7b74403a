// How an SDK comes back: when the stream is tried again, and what stands in for it meanwhile. Apart from the rest, so that a
// page can load it in a chunk of its own.

export { isRefusal } from "./closed.ts";
export { createPacer, type Pacer } from "./pacer.ts";
export { createPoller, type Poll, type Poller } from "./poller.ts";
