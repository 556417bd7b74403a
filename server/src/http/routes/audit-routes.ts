import { z } from "@hono/zod-openapi";
import { csvLine } from "../../audit/csv.ts";
import { filteredLog, lineOf, wholeLog } from "../../audit/export-log.ts";
import { streamOf } from "../../audit/stream.ts";
import { visible } from "../../auth/authority.ts";
import { isVisible } from "../../changes/find.ts";
import { idsOf } from "../../changes/span.ts";
import { requireProject, requireVisible } from "../../projects/find.ts";
import { ACTIONS } from "../../storage/model.ts";
import type { ChangeRecord, Environment } from "../../storage/port.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { inSpan, wholeNumber } from "../request/query.ts";
import { route } from "../route.ts";
import type { Services } from "../services.ts";
import { changeView } from "../views/views.ts";

const JSON_LINES = "application/jsonl";
const CSV = "text/csv; charset=utf-8";

const getLog = route("owner", {
  method: "get",
  path: "/api/v1/audit/log",
  summary: "The whole change log of all projects as JSON Lines, oldest first: what `switchyard audit verify` verifies",
  request: {
    query: z.strictObject({
      after: wholeNumber.optional().describe("Only changes with a greater id: what has come since"),
    }),
  },
  responses: {
    200: { description: "A change with its hashes on each line", content: { [JSON_LINES]: { schema: z.string() } } },
  },
});

const getChanges = route("viewer", {
  method: "get",
  path: `${PROJECT}/export/changes`,
  summary: "All changes of a project, or those that a filter lets through, newest first, as JSON Lines or CSV",
  request: {
    params: inProject,
    query: z.strictObject({
      format: z.enum(["jsonl", "csv"]).default("jsonl"),
      environment: z.string().optional(),
      flag: z.string().optional(),
      segment: z.string().optional(),
      action: z.enum(ACTIONS).optional(),
      actor: z.string().min(1).max(200).optional().describe("The `id` of the actor of a change"),
      ...inSpan,
    }),
  },
  responses: {
    200: {
      description: "A change on each line, as the history has it",
      content: { [JSON_LINES]: { schema: z.string() }, "text/csv": { schema: z.string() } },
    },
  },
});

export function auditRoutes(api: Api, { storage }: Services): void {
  api.openapi(getLog, (c) => {
    const records = wholeLog(storage, c.req.valid("query").after);
    return download(streamOf(texts(records, (record) => `${lineOf(record)}\n`)), JSON_LINES, "switchyard-log.jsonl");
  });

  api.openapi(getChanges, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { environment: key, actor: actorId, format, from, to, ...filter } = c.req.valid("query");
    const { authority } = c.var.identity;
    const environment = key === undefined ? undefined : await requireVisible(storage, authority, project, key);
    const environments = await storage.environments(project.id);
    const seen = visible(authority, environments);
    const records = filteredLog(storage, {
      ...filter,
      ...(await idsOf(storage, { from, to })),
      projectId: project.id,
      ...(actorId === undefined ? {} : { actorId }),
      ...(environment === undefined ? {} : { environmentId: environment.id }),
    });
    const write = format === "csv" ? csvOf(seen) : jsonOf(seen);
    const lines = texts(records, (record) => (isVisible(record, authority, environments) ? write(record) : ""));
    const name = `${project.key}-changes.${format}`;
    if (format === "jsonl") return download(streamOf(lines), JSON_LINES, name);
    return download(streamOf(withHead(csvLine(COLUMNS), lines)), CSV, name);
  });
}

const jsonOf = (environments: readonly Environment[]) => (record: ChangeRecord) =>
  `${JSON.stringify({ ...changeView(record, environments), previousHash: record.previousHash })}\n`;

const COLUMNS = [
  "id",
  "time",
  "action",
  "environment",
  "flag",
  "segment",
  "actor",
  "actor kind",
  "actor id",
  "reason",
  "before",
  "after",
  "versions",
  "hash",
];

const csvOf = (environments: readonly Environment[]) => (record: ChangeRecord) => {
  const { id, at, action, environment, flag, segment, actor, reason, before, after, versions, hash } = changeView(
    record,
    environments,
  );
  const [was, is, raised] = [before, after, versions].map((value) => JSON.stringify(value));
  const time = new Date(at).toISOString();
  return csvLine([
    id,
    time,
    action,
    environment,
    flag,
    segment,
    actor.name,
    actor.kind,
    actor.id,
    reason,
    was,
    is,
    raised,
    hash,
  ]);
};

async function* texts(records: AsyncGenerator<ChangeRecord>, write: (record: ChangeRecord) => string) {
  for await (const record of records) {
    const text = write(record);
    if (text !== "") yield text;
  }
}

async function* withHead(head: string, lines: AsyncGenerator<string>) {
  yield head;
  yield* lines;
}

/** An answer of any length: nothing of it is kept. Names are keys and so need no quoting. */
const download = (body: ReadableStream<Uint8Array>, type: string, name: string) =>
  new Response(body, {
    headers: { "content-type": type, "content-disposition": `attachment; filename="${name}"` },
  }) as never;
