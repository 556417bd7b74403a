import { describe, expect, it } from "vitest";
import { listClients } from "./client-list.ts";
import type { Instance } from "./instance.ts";

const instance = (name: string, more: Partial<Instance> = {}): Instance => ({
  id: name,
  instance: name,
  app: "shop",
  sdk: "node/1.2.3",
  browser: false,
  polling: false,
  confirmed: 7,
  lastSeen: 900,
  connectedAt: 100,
  since: 0,
  ...more,
});
const newest = { version: 7, committedAt: (version: number) => (version >= 5 ? version * 100 : undefined) };
const list = (instances: Instance[], filter = {}) =>
  listClients({ instances, groups: [], unknown: 0 }, newest, { offset: 0, limit: 10, ...filter });

describe("listClients", () => {
  it("says what a client lacks, and since when: not before it came", () => {
    const behind = (more: Partial<Instance>) => list([instance("one", more)]).clients[0]?.behind;
    expect(behind({})).toBeNull();
    expect(behind({ confirmed: 6 })).toEqual({ versions: 1, since: 700 });
    expect(behind({ confirmed: 5, connectedAt: 650 })).toEqual({ versions: 2, since: 650 });
    // Committed so long ago that nobody knows when.
    expect(behind({ confirmed: 1 })).toEqual({ versions: 6, since: 100 });
  });

  it("counts all, by application and SDK, and shows a page of what the filter leaves", () => {
    const instances = [
      instance("b", { app: undefined, sdk: "homemade" }),
      instance("page", { browser: true, sdk: "browser/1", confirmed: 0 }),
      instance("a"),
      instance("late", { confirmed: 6, polling: true }),
    ];
    const { total, apps, sdks, matching, clients, version } = list(instances);
    expect({ total, version, matching }).toEqual({
      total: { count: 4, behind: 2, servers: 3, browsers: 1, polling: 1, unknown: 0 },
      version: 7,
      matching: 4,
    });
    expect(apps).toEqual([
      { app: "shop", count: 3, behind: 2 },
      { app: null, count: 1, behind: 0 },
    ]);
    expect(sdks).toEqual([
      { name: "node", version: "1.2.3", count: 2, behind: 1 },
      { name: "homemade", version: null, count: 1, behind: 0 },
      { name: "browser", version: "1", count: 1, behind: 1 },
    ]);
    expect(clients.map((each) => each.instance)).toEqual(["late", "b", "a", "page"]);
    expect(clients[0]).toMatchObject({ kind: "server", via: "polling", version: 6, lastSeen: 900, connectedAt: 100 });

    const some = list(instances, { app: "shop", behind: true, offset: 1, limit: 1 });
    expect([some.matching, some.clients.map((each) => each.instance), some.total.count]).toEqual([2, ["page"], 4]);
  });

  it("stays short however many there are", () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      instance(`i${index}`, { app: `app ${index}`, sdk: `sdk/${index}` }),
    );
    const { apps, sdks, clients, matching } = list(many);
    expect([apps.length, sdks.length, clients.length, matching]).toEqual([50, 50, 10, 300]);
  });
});
