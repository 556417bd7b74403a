export type Unanswered = ReturnType<typeof createUnanswered>;

type Method = (...args: never[]) => Promise<void>;

/**
 * What was asked on a connection without waiting for the answer. The database answers in the order in which it was asked, and does
 * nothing more in a transaction of which a statement has failed: so what is asked afterwards rests on all before it.
 */
export function createUnanswered() {
  const asked: Promise<unknown>[] = [];

  function add(answer: Promise<unknown>): void {
    // Heard by `answered`, however much later.
    answer.catch(() => {});
    asked.push(answer);
  }

  return {
    add,
    /** A write that is over as soon as it is asked for. */
    lift: <M extends Method>(write: M) =>
      (async (...args) => {
        add(write(...args));
      }) as M,
    /** Waits for all answers. @throws what the first failed with */
    async answered(): Promise<void> {
      const all = await Promise.allSettled(asked.splice(0));
      for (const each of all) if (each.status === "rejected") throw each.reason;
    },
  };
}
