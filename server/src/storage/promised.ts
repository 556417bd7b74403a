/** The same methods without promises: how an embedded database, which answers at once, writes them down. */
export type Sync<T> = {
  [Name in keyof T]: T[Name] extends (...args: infer Args) => Promise<infer Result> ? (...args: Args) => Result : never;
};

type Method = (...args: unknown[]) => unknown;

/**
 * Makes the port's asynchronous methods of synchronous ones.
 *
 * @param call runs each call; the one place for queues, guards and the translation of errors
 */
export function promised<T>(methods: Sync<T>, call: (run: () => unknown) => Promise<unknown>): T {
  const lift = ([name, method]: [string, Method]) =>
    [name, (...args: unknown[]) => call(() => method(...args))] as const;
  return Object.fromEntries(Object.entries(methods as Record<string, Method>).map(lift)) as T;
}
