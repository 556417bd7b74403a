import type { Storage } from "../storage/port.ts";
import { NO_TRACER, type Tracer } from "./tracer.ts";

/** The same storage, whose changes are seen in traces. */
export function traced(storage: Storage, tracer: Tracer): Storage {
  if (tracer === NO_TRACER) return storage;
  return { ...storage, change: (author, work) => tracer.span("storage.change", () => storage.change(author, work)) };
}
