/** Calls once after `ms`, unless the process has ended by then: it is not kept alive. @returns what cancels it */
export function timer(call: () => void, ms: number): () => void {
  const handle = setTimeout(call, ms).unref();
  return () => clearTimeout(handle);
}
