import type { Clients } from "../../api.ts";
import { countOf, type Everyone, type Group } from "./elsewhere.ts";
import type { Instance } from "./instance.ts";

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
export function listClients({ instances, groups, unknown }: Everyone, newest: Newest, filter: ClientFilter): Clients {
  const isBehind = ({ confirmed }: { confirmed: number }) => confirmed < newest.version;
  const all: Group[] = [...instances.map((instance) => counted(instance)), ...groups];
  const [apps, sdks] = [new Map<string | undefined, Group[]>(), new Map<string, Group[]>()];
  for (const group of all) {
    addTo(apps, group.app, group);
    addTo(sdks, group.sdk, group);
  }
  const group = (members: Group[]) => ({ count: countOf(members), behind: countOf(members.filter(isBehind)) });
  const only = (is: (member: Group) => boolean) => countOf(all.filter(is));
  const isLeft = (sdk: Pick<Group, "app" | "confirmed">) =>
    (filter.app === undefined || sdk.app === filter.app) && (!filter.behind || isBehind(sdk));
  const matching = instances.filter(isLeft).sort(inOrder);
  return {
    version: newest.version,
    total: {
      ...group(all),
      servers: only(({ browser }) => !browser),
      browsers: only(({ browser }) => browser),
      polling: only(({ polling }) => polling),
      unknown,
    },
    apps: largest(apps).map(([app = null, members]) => ({ app, ...group(members) })),
    sdks: largest(sdks).map(([sdk, members]) => ({ ...nameAndVersion(sdk), ...group(members) })),
    matching: matching.length + countOf(groups.filter(isLeft)),
    clients: matching.slice(filter.offset, filter.offset + filter.limit).map((instance) => view(instance, newest)),
  };
}

const counted = ({ app, sdk, browser, polling, confirmed }: Instance): Group => ({
  ...{ app, sdk, browser, polling, confirmed },
  count: 1,
});

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

function addTo<Key>(groups: Map<Key, Group[]>, key: Key, group: Group): void {
  const members = groups.get(key);
  if (members) members.push(group);
  else groups.set(key, [group]);
}

const largest = <Key>(groups: Map<Key, Group[]>) =>
  [...groups].sort(([, a], [, b]) => countOf(b) - countOf(a)).slice(0, MAX_GROUPS);

/** `node/0.1.0`, as SDKs call themselves. */
function nameAndVersion(sdk: string): { name: string; version: string | null } {
  const slash = sdk.lastIndexOf("/");
  return slash > 0 ? { name: sdk.slice(0, slash), version: sdk.slice(slash + 1) } : { name: sdk, version: null };
}
