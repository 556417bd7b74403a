import type { Session } from "./model.ts";

/** A person has few sessions: they are sorted here, and no index is kept for it. */
export const lastSeenFirst = (a: Session, b: Session) => seenAt(b) - seenAt(a);

const seenAt = ({ lastSeenAt, createdAt }: Session) => lastSeenAt ?? createdAt;
