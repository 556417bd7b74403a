// The texts of what the server sends, put together from parts that are JSON already. Keys in code-unit order
// throughout, so that equal states are equal bytes. The shapes are core's `ServerMessage`.

const keys = (list: Iterable<string>) => `[${[...list].map((key) => JSON.stringify(key)).join(",")}]`;

export const currentText = (version: number) => `{"type":"current","version":${version}}`;

export const goAwayText = (afterMs: number) => `{"afterMs":${afterMs},"type":"goaway"}`;

const stampField = (stamp: string | undefined) => (stamp === undefined ? "" : `,"stamp":${JSON.stringify(stamp)}`);

interface SnapshotHead {
  epoch: string;
  version: number;
  stamp?: string;
  contextId?: number;
}

/** Without `segments`: the snapshot for browsers, which never see any. */
export function snapshotText(at: SnapshotHead, flags: string[], segments?: string[]): string {
  const lists = `"flags":[${flags.join(",")}]${segments ? `,"segments":[${segments.join(",")}]` : ""}`;
  const whose = at.contextId === undefined ? "" : `"contextId":${at.contextId},`;
  return `{${whose}"epoch":${JSON.stringify(at.epoch)},${lists}${stampField(at.stamp)},"type":"snapshot","version":${at.version}}`;
}

export interface ChangesParts {
  from: number;
  to: number;
  stamp?: string;
  flags: string[];
  segments?: string[];
  removed: { flags: Iterable<string>; segments?: Iterable<string> };
}

export function changesText({ from, to, stamp, flags, segments, removed }: ChangesParts): string {
  const gone = `{"flags":${keys(removed.flags)}${removed.segments ? `,"segments":${keys(removed.segments)}` : ""}}`;
  const more = segments ? `,"segments":[${segments.join(",")}]` : "";
  return `{"flags":[${flags.join(",")}],"from":${from},"removed":${gone}${more}${stampField(stamp)},"to":${to},"type":"changes"}`;
}
