import type { Nodes } from "../nodes.ts";
import type { ReadSession, WriteSession } from "./session.ts";

type Use<Session> = <T>(run: (session: Session) => Promise<T>) => Promise<T>;

interface Context {
  read: Use<ReadSession>;
  write: Use<WriteSession>;
  onMessage: Nodes["onMessage"];
}

/** Now and then is enough, and any node will do. */
const FORGET_EVERY_MS = 60_000;

/** @param nodeId a name that no other process has */
export function createNodes(nodeId: string, { read, write, onMessage }: Context): Nodes {
  let forgottenAt = 0;
  return {
    async tell(told) {
      await write(({ nodes }) => nodes.tell(nodeId, told));
      if (Date.now() - forgottenAt < FORGET_EVERY_MS) return;
      forgottenAt = Date.now();
      await write(({ nodes }) => nodes.forget());
    },
    told: (environmentId) => read(({ nodes }) => nodes.told(environmentId, nodeId)),
    leave: async () => void (await write(({ nodes }) => nodes.leave(nodeId))),
    // Not in a transaction of its own: a statement alone is one.
    send: (message) => read(({ nodes }) => nodes.send(nodeId, message)),
    onMessage,
    claim: (reports, attempt) => write(({ nodes }) => nodes.claim(reports, attempt)),
    countAttempt: (caller, limit, windowMs) => write(({ nodes }) => nodes.countAttempt(caller, limit, windowMs)),
  };
}
