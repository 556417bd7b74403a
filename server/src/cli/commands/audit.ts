import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { verifyExport } from "../../audit/verify-export.ts";
import type { ChainEnd } from "../../storage/hash-chain.ts";
import { apiOf, roleIn } from "../api.ts";
import { type Io, print } from "../io.ts";
import { linesOf } from "../lines.ts";
import { projectPath } from "../place.ts";
import { CliProblem, type ExitCode } from "../problem.ts";

const LOG = "/api/v1/audit/log";
/** What the log needs. */
const OWNER = "of an owner";

interface VerifyOptions {
  /** Read the log from the server instead of a file. */
  server?: boolean;
  checkpoint?: string[];
  json?: boolean;
}

/** Verifies the chain of hashes of an export, or of the server's log. @returns 1 when something was done to it */
export async function verify(io: Io, file: string | undefined, options: VerifyOptions): Promise<ExitCode> {
  const { server = false, checkpoint = [] } = options;
  if (server === (file !== undefined)) {
    throw new CliProblem(2, "audit verify takes a file that `switchyard audit export` wrote, or --server: one of them");
  }
  const checkpoints = checkpoint.map(readCheckpoint);
  const parts = file === undefined ? await apiOf(io, OWNER).download(LOG) : await readable(resolve(io.cwd, file), file);
  const verdict = await verifyExport(linesOf(parts), { checkpoints });
  const words = verdict.intact
    ? `Intact: ${verdict.count}. The last is change ${verdict.last.id}, checkpoint ${verdict.last.id}:${verdict.last.hash}`
    : `Not intact, at line ${verdict.line}: ${verdict.problem}. Intact before it: ${verdict.count}`;
  print(io, options, verdict, words);
  return verdict.intact ? 0 : 1;
}

/** @throws CliProblem 2 */
function readCheckpoint(text: string): ChainEnd {
  const [, id, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (id === undefined || hash === undefined) {
    throw new CliProblem(
      2,
      `--checkpoint must be an id and a hash such as 17:9f86d0…, received ${JSON.stringify(text)}`,
    );
  }
  return { id: Number(id), hash };
}

/** @throws CliProblem 2 */
async function readable(path: string, file: string): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(path).catch(() => {
    throw new CliProblem(2, `${file} can't be read`);
  });
  return createReadStream(path, { fd: handle }) as AsyncIterable<Uint8Array>;
}

/** The whole log of all projects, as `audit verify` takes it. */
export const exportLog = (io: Io, { out, json }: { out?: string; json?: boolean }): Promise<ExitCode> =>
  save(io, OWNER, LOG, { out, json });

interface ChangesOptions {
  project: string;
  format?: string;
  json?: boolean;
  out?: string;
  environment?: string;
  flag?: string;
  segment?: string;
  action?: string;
  actor?: string;
}

/** A project's changes, with the filters that the history has. */
export async function exportChanges(io: Io, options: ChangesOptions): Promise<ExitCode> {
  const { project, out, json, ...query } = { ...options, format: options.format ?? "jsonl" };
  if (json && out === undefined && query.format !== "jsonl") {
    throw new CliProblem(2, `--json prints JSON Lines, --format asks for ${query.format}: one of them, or --out`);
  }
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return save(
    io,
    roleIn("viewer", { project }),
    `${projectPath({ project })}/export/changes?${new URLSearchParams(given)}`,
    { out, json },
  );
}

/** Writes what a server answers as it comes, so that its length doesn't matter. */
async function save(
  io: Io,
  needs: string,
  path: string,
  { out, json }: { out?: string | undefined; json?: boolean | undefined },
): Promise<ExitCode> {
  const parts = await apiOf(io, needs).download(path);
  if (out === undefined) {
    for await (const line of linesOf(parts)) io.out(line.replace(/\r$/, ""));
    return 0;
  }
  const handle = await open(resolve(io.cwd, out), "w").catch(() => {
    throw new CliProblem(2, `--out must be a file that can be written, ${out} can't be`);
  });
  let bytes = 0;
  try {
    for await (const part of parts) {
      await handle.write(part);
      bytes += part.length;
    }
  } finally {
    await handle.close();
  }
  if (json) io.out(JSON.stringify({ file: out, bytes }, null, 2));
  return 0;
}
