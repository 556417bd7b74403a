import { type ComponentType, lazy } from "react";

/** A component whose code is loaded when it is first shown; its name says which of the module's exports it is. */
export function lazyPart<M, K extends keyof M & string>(load: () => Promise<M>, name: K) {
  type Props = M[K] extends ComponentType<infer P> ? P : never;
  return lazy(async () => ({ default: (await load())[name] as ComponentType<Props> }));
}
