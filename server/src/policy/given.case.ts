import { join } from "node:path";
import type { Configuration } from "@switchyard/core";
import BetterSqlite3 from "better-sqlite3";
import { onTestFinished } from "vitest";
import { configureFlag } from "../flags/configure-flag.ts";
import { createFlag } from "../flags/create-flag.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import type { Authority, Role } from "../storage/authority.ts";
import { openStorage } from "../storage/open.ts";
import type { Author, FreezeWindow, Policy, Storage } from "../storage/port.ts";
import { folderUntilEnd } from "../test-leftovers.ts";
import type { Approvals } from "./approval.ts";
import { governed } from "./governed.ts";

// A governed project to try changes on, and people of every role. For tests.

export const NOW = Date.UTC(2026, 10, 27, 12);
export const PRODUCTION = { project: "default", environment: "production" };

/** The same role everywhere, or one by environment id. */
const authority = (role: Role | undefined): Authority => ({ roleAt: () => role });

export const who = (role: Role | undefined, change: Partial<Author> = {}): Author => ({
  actor: { kind: "user", id: `u-${role}`, name: `A ${role}` },
  authority: authority(role),
  ...change,
});

const SYSTEM: Author = { actor: { kind: "system", id: "switchyard", name: "Switchyard" } };

export const ramp = (percentage: number): Configuration["fallthrough"] => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
});

export const configuration = (change: Partial<Configuration> = {}): Configuration => ({
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: ramp(25),
  ...change,
});

export const FREEZE: FreezeWindow = { kind: "once", name: "Holidays", from: NOW - 60_000, until: NOW + 3_600_000 };

export interface Given {
  /** Lets everything pass. */
  base: Storage;
  storage: Storage;
  /** Runs SQL beside the storage, as someone with a database tool does. */
  execute(sql: string): void;
  setPolicy(policy: Partial<Policy>, environment?: string): Promise<void>;
  /** A flag that is on for 25 % in an environment. */
  addFlag(key: string, change?: Partial<Configuration>, environment?: string): Promise<void>;
  /** What a flag serves in production, in short. */
  state(flag: string): Promise<Configuration & { killed?: unknown; version: number }>;
}

export async function given(options: { approvals?: Approvals; now?: () => number } = {}): Promise<Given> {
  const { path: folder, remove } = folderUntilEnd("switchyard-policy-");
  const file = join(folder, "switchyard.db");
  const base = await openStorage(`file:${file}`, { onDamage: () => {} });
  onTestFinished(async () => {
    await base.close();
    remove();
  });
  const storage = governed(base, { now: () => NOW, ...options });
  const project = await requireProject(base, "default");
  return {
    base,
    storage,
    execute(sql) {
      const sqlite = new BetterSqlite3(file);
      sqlite.exec(sql);
      sqlite.close();
    },
    async setPolicy(policy, key = "production") {
      const { id } = await requireEnvironment(base, project, key);
      await base.change(SYSTEM, async (tx) => {
        await tx.putPolicy({
          environmentId: id,
          requireReason: false,
          approvals: 0,
          breakGlass: { people: [] },
          freezes: [],
          updatedAt: NOW,
          ...policy,
        });
        const change = { action: "policy.updated" as const, projectId: project.id, environmentId: id };
        return { result: undefined, change: { ...change, before: null, after: null, affects: [] } };
      });
    },
    async addFlag(key, change = {}, environment = "production") {
      await createFlag(base, SYSTEM, { project: "default" }, { key, type: "boolean" });
      const where = { project: "default", environment, flag: key };
      await configureFlag(base, SYSTEM, where, "any", configuration(change));
    },
    async state(key) {
      const environment = await requireEnvironment(base, project, "production");
      const flag = await base.flag(project.id, key);
      const found = flag && (await base.configuration(flag.id, environment.id));
      if (found === undefined) throw new Error(`there is no ${key}`);
      return found;
    },
  };
}
