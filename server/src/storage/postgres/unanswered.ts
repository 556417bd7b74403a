export type Unanswered = ReturnType<typeof createUnanswered>;

/** As many share the time that one may take, which begins when it is asked for. */
const AT_ONCE = 50;

type Method = (...args: never[]) => Promise<void>;

/**
 * What was asked on a connection without waiting for the answer. The database answers in the order in which it was asked, and does
 * nothing more in a transaction of which a statement has failed: so what is asked afterwards rests on all before it.
 */
export function createUnanswered() {
  const asked: Promise<unknown>[] = [];

  /** @returns settles with all before it; never rejects */
  function add(answer: Promise<unknown>): Promise<unknown> {
    asked.push(answer);
    // Heard by `answered`, however much later.
    return answer.catch(() => {});
  }

  return {
    add,
    /** A write that is over as soon as it is asked for. Of many, the database must keep up. */
    lift: <M extends Method>(write: M) =>
      (async (...args) => {
        const answered = add(write(...args));
        if (asked.length % AT_ONCE === 0) await answered;
      }) as M,
    /** Waits for all answers. @throws what the first failed with */
    async answered(): Promise<void> {
      const all = await Promise.allSettled(asked.splice(0));
      for (const each of all) if (each.status === "rejected") throw each.reason;
    },
  };
}
