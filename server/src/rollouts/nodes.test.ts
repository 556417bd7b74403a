import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, onTestFinished, vi } from "vitest";
import { openStorage } from "../storage/open.ts";
import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { nodeCases } from "./nodes.case.ts";

// On databases that reach the disk, which others may keep busy.
vi.setConfig({ testTimeout: 60_000 });

describe("two processes on one SQLite file", () => {
  nodeCases(async () => {
    const folder = mkdtempSync(join(tmpdir(), "switchyard-nodes-"));
    const open = () => openStorage(`file:${join(folder, "switchyard.db")}`, { onDamage: () => {} });
    const storages = [await open(), await open()] as const;
    onTestFinished(async () => {
      await Promise.all(storages.map((storage) => storage.close()));
      rmSync(folder, { recursive: true, force: true });
    });
    return [...storages];
  });
});

describe("two nodes on PostgreSQL", () => {
  const { open } = postgresSubjects();
  nodeCases(async () => {
    const { storage, another, dispose } = await open();
    onTestFinished(dispose);
    if (!another) throw new Error("PostgreSQL takes several nodes");
    return [storage, await another()];
  });
});
