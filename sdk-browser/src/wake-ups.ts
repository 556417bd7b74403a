/** Calls when the network is back or the page is looked at again, until `signal` aborts. */
export function watchWakeUps(wake: () => void, signal: AbortSignal) {
  for (const event of ["online", "visibilitychange"]) {
    globalThis.addEventListener?.(event, () => globalThis.document?.hidden || wake(), { signal });
  }
}
