import type { Clients } from "../api.ts";
import type { Instance } from "./receipt-book.ts";

export interface ClientFilter {
  /** Only clients of this application. */
  app?: string;
  /** Only those that lack a version. */
  behind?: boolean;
  offset: number;
  limit: number;
}

interface Newest {
  version: number;
  /** When a version was committed, milliseconds since 1970; `undefined` when that was too long ago to know. */
  committedAt(version: number): number | undefined;
}

const MAX_GROUPS = 50;

/** An environment's SDK instances for people: totals of all, and a page of those that the filter leaves. */
export function listClients(instances: Instance[], newest: Newest, filter: ClientFilter): Clients {
  const isBehind = ({ confirmed }: Instance) => confirmed < newest.version;
  const apps = new Map<string | undefined, Instance[]>();
  const sdks = new Map<string, Instance[]>();
  for (const instance of instances) {
    addTo(apps, instance.app, instance);
    addTo(sdks, instance.sdk, instance);
  }
  const group = (members: Instance[]) => ({ count: members.length, behind: members.filter(isBehind).length });
  const browsers = instances.filter(({ browser }) => browser).length;
  const matching = instances
    .filter(
      (instance) => (filter.app === undefined || instance.app === filter.app) && (!filter.behind || isBehind(instance)),
    )
    .sort(inOrder);
  return {
    version: newest.version,
    total: {
      ...group(instances),
      servers: instances.length - browsers,
      browsers,
      polling: instances.filter(({ polling }) => polling).length,
    },
    apps: largest(apps).map(([app = null, members]) => ({ app, ...group(members) })),
    sdks: largest(sdks).map(([sdk, members]) => ({ ...nameAndVersion(sdk), ...group(members) })),
    matching: matching.length,
    clients: matching.slice(filter.offset, filter.offset + filter.limit).map((instance) => view(instance, newest)),
  };
}

function view(instance: Instance, newest: Newest): Clients["clients"][number] {
  const { connectedAt, confirmed } = instance;
  const missing = newest.version - confirmed;
  const since = Math.max(connectedAt, newest.committedAt(confirmed + 1) ?? 0);
  return {
    instance: instance.instance,
    app: instance.app ?? null,
    sdk: nameAndVersion(instance.sdk),
    kind: instance.browser ? "browser" : "server",
    via: instance.polling ? "polling" : "stream",
    connectedAt,
    lastSeen: instance.lastSeen,
    version: confirmed,
    behind: missing > 0 ? { versions: missing, since } : null,
  };
}

/** Anybody can pose as a browser: no crowd of them may hide a server. */
const inOrder = (a: Instance, b: Instance) =>
  Number(a.browser) - Number(b.browser) ||
  a.confirmed - b.confirmed ||
  compare(a.app ?? "", b.app ?? "") ||
  compare(a.instance, b.instance);

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function addTo<Key>(groups: Map<Key, Instance[]>, key: Key, instance: Instance): void {
  const members = groups.get(key);
  if (members) members.push(instance);
  else groups.set(key, [instance]);
}

const largest = <Key>(groups: Map<Key, Instance[]>) =>
  [...groups].sort(([, a], [, b]) => b.length - a.length).slice(0, MAX_GROUPS);

/** `node/0.1.0`, as SDKs call themselves. */
function nameAndVersion(sdk: string): { name: string; version: string | null } {
  const slash = sdk.lastIndexOf("/");
  return slash > 0 ? { name: sdk.slice(0, slash), version: sdk.slice(slash + 1) } : { name: sdk, version: null };
}
