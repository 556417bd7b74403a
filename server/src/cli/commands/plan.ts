import type { Applied, ChangeRequestDetail } from "../../api.ts";
import { MAX_OPERATIONS } from "../../operations/max-operations.ts";
import { type Api, apiOf, roleIn } from "../api.ts";
import { exportProject, readProject } from "../exported.ts";
import { type Io, print } from "../io.ts";
import { projectPath } from "../place.ts";
import { type Found, findOperations } from "../plan/find-operations.ts";
import { guardedFlags } from "../plan/guarded-flags.ts";
import { planWords } from "../plan/plan-words.ts";
import { CliProblem, type ExitCode } from "../problem.ts";

interface Options {
  project: string;
  json?: boolean;
  /** Archive flags and delete segments that the file does not have. */
  prune?: boolean;
}

/** What a file would change, without changing it. @returns with `check` 1 when there is something */
export async function plan(
  io: Io,
  file: string,
  { check, ...options }: Options & { check?: boolean },
): Promise<ExitCode> {
  const { found, planned, guarded } = await planOf(
    io,
    apiOf(io, roleIn("viewer", { project: options.project })),
    file,
    options,
  );
  const { operations, extra } = found;
  print(io, options, { ...planned, operations, extra, guarded }, planWords(planned, extra, guarded));
  return check && planned.changes.length > 0 ? 1 : 0;
}

interface ApplyOptions extends Options {
  reason?: string;
  /** Of the plan that was reviewed: anything else is refused. */
  digest?: string;
  title?: string;
}

/** Makes a project as a file says, as one change; or proposes it where a policy asks for approval. @returns then 1 */
export async function apply(
  io: Io,
  file: string,
  { reason, digest, title, ...options }: ApplyOptions,
): Promise<ExitCode> {
  const api = apiOf(io, roleIn("editor", { project: options.project }));
  const { found, planned, guarded } = await planOf(io, api, file, {
    ...options,
    ...(reason !== undefined && { reason }),
  });
  if (digest !== undefined && digest !== planned.digest && planned.changes.length > 0) {
    const message = `The plan is another one now (digest ${planned.digest}, not ${digest}): the file or the project was edited`;
    throw new CliProblem(3, `${message} since it was reviewed; nothing was changed, look at a new plan`);
  }
  const words = planWords(planned, found.extra, guarded);
  if (planned.changes.length === 0) {
    print(io, options, planned, words);
    return 0;
  }
  const path = projectPath(options);
  const body = { operations: found.operations, ...(reason !== undefined && { reason }) };
  if (planned.obstacles.length > 0 && planned.obstacles.every(({ code }) => code === "APPROVAL_REQUIRED")) {
    const proposal = { ...body, title: title ?? `Apply ${file}` };
    const request = await api.send<ChangeRequestDetail>("POST", `${path}/requests`, proposal);
    const link = api.page(`/projects/${options.project}/requests/${request.number}`);
    print(
      io,
      options,
      { proposed: request.number, link, plan: planned },
      `${words}\nProposed as change request ${request.number}: ${link}`,
    );
    return 1;
  }
  const applied = await api.send<Applied>("POST", `${path}/apply`, { ...body, digest: planned.digest });
  const versions = Object.entries(applied.versions).map(([environment, version]) => `${environment} ${version}`);
  print(io, options, applied, `${words}\nApplied. Versions: ${versions.join(", ") || "as before"}.`);
  return 0;
}

async function planOf(io: Io, api: Api, file: string, { project, prune, reason }: Options & { reason?: string }) {
  const wanted = await readProject(io, { file, project, as: "the file" });
  const present = await exportProject(api, project);
  const found = findOperations(present, wanted, { prune: prune ?? false });
  if (found.operations.length > MAX_OPERATIONS) {
    const message = `One change may be of at most ${MAX_OPERATIONS} operations, ${file} needs ${found.operations.length}`;
    throw new CliProblem(2, `${message}: apply it in parts, with fewer flags in the file`);
  }
  return {
    found,
    planned: await dryRun(api, project, found, reason),
    guarded: await guardedFlags(api, project, found),
  };
}

async function dryRun(api: Api, project: string, { operations }: Found, reason: string | undefined): Promise<Applied> {
  if (operations.length === 0) {
    return { changes: [], effects: [], obstacles: [], digest: "", applied: false, versions: {} };
  }
  const body = { operations, dryRun: true, ...(reason !== undefined && { reason }) };
  return api.send<Applied>("POST", `${projectPath({ project })}/apply`, body);
}
