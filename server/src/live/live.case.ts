import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FlagData, SegmentData } from "@switchyard/core";
import { pino } from "pino";
import { sha256 } from "../auth/tokens.ts";
import { openStorage } from "../storage/open.ts";
import type { Author, Change, Environment, Storage, Transaction } from "../storage/port.ts";
import { folderUntilEnd } from "../test-leftovers.ts";
import { UsageBook } from "../usage/usage-book.ts";
import type { Visitor } from "./admin/admin-connection.ts";
import { createLive, type Live, type LiveOptions } from "./index.ts";

/** A real server on a real database in a folder of its own, with what tests do to it. */
export interface TestLive {
  live: Live;
  usage: UsageBook;
  storage: Storage;
  server: Server;
  port: number;
  environment: Environment;
  /** A server key and a client key of the environment. */
  serverKey: string;
  clientKey: string;
  /** Cookies of people who are signed in. */
  sessions: Map<string, Visitor>;
  newKey(
    kind: "server" | "client",
    origins?: string[],
    signedContext?: boolean,
  ): Promise<{ id: string; token: string }>;
  revokeKey(id: string): Promise<void>;
  /** Makes a flag or replaces it. Returns the environment's version. */
  saveFlag(flag: Partial<FlagData> & { key: string }): Promise<number>;
  archiveFlag(key: string): Promise<number>;
  saveSegment(segment: SegmentData): Promise<number>;
  deleteSegment(key: string): Promise<number>;
  close(): Promise<void>;
}

const AUTHOR: Author = { actor: { kind: "system", id: "test", name: "test" } };
const SILENT = pino({ level: "silent" });

const FLAG: Omit<FlagData, "key"> = {
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  salt: "abc1234",
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: "on" },
};

/** @param options `wrap` puts something between `live` and the database, `database` is where that is */
export async function startLive(
  options: Partial<LiveOptions> & { wrap?: (storage: Storage) => Storage; folder?: string; database?: string } = {},
): Promise<TestLive> {
  const own = options.folder === undefined ? folderUntilEnd("switchyard-live-") : undefined;
  const folder = options.folder ?? own?.path ?? "";
  const database = await openStorage(options.database ?? `file:${join(folder, "switchyard.db")}`);
  const storage = options.wrap?.(database) ?? database;
  const [project] = await database.projects();
  const environment = (await database.allEnvironments()).find(({ key }) => key === "production");
  if (!project || !environment) throw new Error("the default project is missing");

  const sessions = new Map<string, Visitor>();
  const visitorOf = async ({ headers }: IncomingMessage) => sessions.get(headers.cookie ?? "");
  const usage = new UsageBook({ storage, log: SILENT });
  const live = createLive({ log: SILENT, visitorOf, reports: usage, ...options, storage });
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.end(`plain ${request.method}`));
  });
  live.attach(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  async function change(work: (tx: Transaction) => Promise<Omit<Change, "before" | "after">>): Promise<number> {
    const { change: committed } = await database.change(AUTHOR, async (tx) => ({
      result: undefined,
      change: { before: null, after: null, ...(await work(tx)) },
    }));
    // SQLite answers at once: without this, a loop of changes would leave sockets and timers no turn.
    await nextTurn();
    return committed?.versions.get(environment?.id ?? "") ?? 0;
  }
  const projectId = project.id;
  const environmentId = environment.id;
  const everywhere = (touched: { flags?: string[]; segments?: string[] }) => [{ environmentId, ...touched }];

  async function newKey(kind: "server" | "client", origins: string[] = [], signedContext = false) {
    const token = `sw_${kind}_${randomBytes(24).toString("base64url")}`;
    const id = randomUUID();
    const key = {
      id,
      environmentId,
      kind,
      name: "test",
      hint: "sw_",
      origins,
      signedContext,
      createdAt: Date.now(),
      createdBy: "test",
    };
    await change(async (tx) => {
      await tx.insertKey(key, sha256(token));
      return { action: "key.created", projectId, environmentId, affects: [] };
    });
    return { id, token };
  }

  return {
    live,
    usage,
    storage,
    server,
    port: (server.address() as AddressInfo).port,
    environment,
    serverKey: (await newKey("server")).token,
    clientKey: (await newKey("client")).token,
    sessions,
    newKey,
    async revokeKey(id) {
      await change(async (tx) => {
        await tx.revokeKey(id, Date.now());
        return { action: "key.revoked", projectId, environmentId, affects: [] };
      });
    },
    saveFlag: (given) =>
      change(async (tx) => {
        const data: FlagData = { ...FLAG, ...given };
        const { key, type, variants, salt, clientSide = false, killed, ...configuration } = data;
        const known = await tx.flag(projectId, key);
        const flag = {
          id: known?.id ?? randomUUID(),
          projectId,
          key,
          type,
          variants,
          salt,
          clientSide,
          name: key,
          description: "",
          tags: [],
          owner: "",
          lifetime: { kind: "permanent" as const },
          archived: false,
          createdAt: Date.now(),
        };
        if (known) await tx.updateFlag(flag);
        else await tx.insertFlag(flag);
        await tx.putConfiguration({
          ...configuration,
          flagId: flag.id,
          environmentId,
          version: 0,
          updatedAt: Date.now(),
          ...(killed ? { killed: { by: "test", at: Date.now() } } : {}),
        });
        return { action: "flag.configured", projectId, flag: key, affects: everywhere({ flags: [key] }) };
      }),
    archiveFlag: (key) =>
      change(async (tx) => {
        const flag = await tx.flag(projectId, key);
        if (!flag) throw new Error(`there is no flag ${key}`);
        await tx.updateFlag({ ...flag, archived: true });
        return { action: "flag.archived", projectId, flag: key, affects: everywhere({ flags: [key] }) };
      }),
    saveSegment: (data) =>
      change(async (tx) => {
        const known = await tx.segment(projectId, data.key);
        const id = known?.id ?? randomUUID();
        await tx.putSegment({ ...data, id, projectId, name: data.key, createdAt: Date.now() });
        return { action: "segment.saved", projectId, segment: data.key, affects: everywhere({ segments: [data.key] }) };
      }),
    deleteSegment: (key) =>
      change(async (tx) => {
        const segment = await tx.segment(projectId, key);
        if (!segment) throw new Error(`there is no segment ${key}`);
        await tx.deleteSegment(segment.id);
        return { action: "segment.deleted", projectId, segment: key, affects: everywhere({ segments: [key] }) };
      }),
    async close() {
      await live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await usage.close();
      await database.close();
      own?.remove();
    },
  };
}
