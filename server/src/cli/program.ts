import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { version } from "../../package.json";
import type { Io } from "./io.ts";
import { CliProblem, type ExitCode } from "./problem.ts";

/**
 * All commands. What one needs is loaded when it is called, so that `--help` is quick.
 *
 * @param done waits for what a command does
 */
export function createProgram(io: Io, done: (result: Promise<ExitCode>) => Promise<void>): Command {
  const program = new Command("switchyard")
    .description(
      "Feature flags from the command line. Reads SWITCHYARD_URL, and SWITCHYARD_API_TOKEN or SWITCHYARD_ADMIN_TOKEN.",
    )
    .version(version);
  const operator = (usage: string, about: string, under = program) =>
    under.command(usage).description(about).option("--json", "print JSON, also of what goes wrong");
  const command = (usage: string, about: string) =>
    operator(usage, about).option("-p, --project <key>", "the project", "default");
  const environment = () => new Option("-e, --environment <key>", "the environment").default("production");
  const waiting = () => new Option("-w, --wait <seconds>", "for confirmations").default(5).argParser(secondsOf);

  for (const action of ["kill", "restore"] as const) {
    const about = action === "kill" ? "everyone gets the off variant, now" : "end a kill";
    command(`${action} <flag>`, `${about}; prints which SDKs confirmed it, 1 if some did not`)
      .addOption(environment())
      .option("-r, --reason <text>", "for the change log")
      .addOption(waiting())
      .action(async (flag, options) =>
        done((await import("./commands/kill.ts")).switchFlag(io, action, flag, options)),
      );
  }
  command("drill", "try the way of a kill without changing anything; prints which SDKs confirmed it, 1 if some did not")
    .addOption(environment())
    .option("-r, --reason <text>", "for the change log")
    .addOption(waiting())
    .action(async (options) => done((await import("./commands/kill.ts")).drill(io, options)));
  command("ramp <flag> <percentage>", "move a rollout; whoever is in stays in on the way up")
    .addOption(environment())
    .option("--enable", "enable the flag with it")
    .action(async (flag, to, options) => done((await import("./commands/ramp.ts")).ramp(io, flag, to, options)));
  command("status <flag>", "what a flag does now, and which SDKs have it")
    .addOption(environment())
    .action(async (flag, options) => done((await import("./commands/lists.ts")).status(io, flag, options)));
  command("flags", "all flags, a sentence each")
    .addOption(environment())
    .action(async (options) => done((await import("./commands/lists.ts")).flags(io, options)));
  const filtered = (made: Command) =>
    made
      .option("-e, --environment <key>", "only this environment's")
      .option("--flag <key>", "only this flag's")
      .option("--segment <key>", "only this segment's")
      .option("--action <name>", "only what was done so, such as flag.killed")
      .option("--actor <id>", "only by this person or token");
  filtered(command("changes", "who changed what, newest first"))
    .option("-n, --limit <count>", "how many", "20")
    .option("--before <id>", "only changes with a smaller id")
    .action(async (options) => done((await import("./commands/lists.ts")).changes(io, options)));
  filtered(command("export-changes", "all changes of the project, newest first, as JSON Lines or CSV"))
    .option("--format <name>", "jsonl or csv (jsonl unless said otherwise)")
    .option("-o, --out <file>", "write to a file instead of printing")
    .action(async (options) => done((await import("./commands/audit.ts")).exportChanges(io, options)));
  const audit = program.command("audit").description("the change log as proof");
  operator("export", "the whole log of all projects, oldest first, for `audit verify`", audit)
    .option("-o, --out <file>", "write to a file instead of printing")
    .action(async (options) => done((await import("./commands/audit.ts")).exportLog(io, options)));
  operator(
    "verify [file]",
    "find what was edited, deleted, inserted or moved in an export; 1 when something was",
    audit,
  )
    .option("--server", "verify the server's log instead of a file")
    .option("--checkpoint <id:hash...>", "hashes kept elsewhere, as webhooks send them: they show a cut end")
    .action(async (file, options) => done((await import("./commands/audit.ts")).verify(io, file, options)));
  command("plan <file>", "what a file that `export` wrote would change, and which way each change goes")
    .option("--prune", "archive flags and delete segments that the file does not have")
    .option("--check", "1 when there is something to change")
    .action(async (file, options) => done((await import("./commands/plan.ts")).plan(io, file, options)));
  command(
    "apply <file>",
    "make the project as a file says, all or nothing; proposes it, and ends with 1, where a policy asks for approval",
  )
    .option("--prune", "archive flags and delete segments that the file does not have")
    .option("-r, --reason <text>", "for the change log")
    .option("--digest <digest>", "of the plan that was reviewed: anything else is refused")
    .option("--title <text>", "of the change request, where one is made")
    .action(async (file, options) => done((await import("./commands/plan.ts")).apply(io, file, options)));
  command("export", "the project as JSON")
    .option("-o, --out <file>", "write to a file instead of printing")
    .action(async (options) => done((await import("./commands/lists.ts")).exportTo(io, options)));
  command("eval [flag]", "what a context gets; with --test, 1 when a case has another answer")
    .addOption(environment())
    .option("-c, --context <json>", 'whom to ask for, such as {"targetingKey":"ann"}')
    .option("-t, --test <file>", "cases: a JSON list of { flag, context?, value?, variant? }")
    .option("-f, --file <export>", "ask a file that `export` wrote instead of a server")
    .action(async (flag, options) => done((await import("./commands/eval.ts")).evaluate(io, flag, options)));
  command("refs [folders...]", "flag keys in source trees; 1 when one is unknown or stale")
    .option("-f, --file <export>", "compare with a file that `export` wrote instead of a server")
    .option("--format <name>", "text, json or sarif (text unless said otherwise)")
    .action(async (folders, options) => done((await import("./commands/refs.ts")).refs(io, folders, options)));
  command("types", "flags as types for the SDKs: wrong keys and defaults then don't compile")
    .option("-f, --file <export>", "read a file that `export` wrote instead of a server")
    .option("-o, --out <file>", "where to; - prints", "switchyard-flags.d.ts")
    .option("--sdk <name>", "node, browser or both (those that package.json names unless said otherwise)")
    .option("--soon <days>", "deprecate what is to be removed within these", "14")
    .option("--check", "write nothing; 1 when the file is not what would be written")
    .action(async (options) => done((await import("./commands/types.ts")).types(io, options)));

  const database = () => new Option("-d, --database <url>", "file:<path> or postgres://…; else SWITCHYARD_DATABASE");
  operator("backup <file>", "write all of a database into a file, also while servers use it")
    .addOption(database())
    .action(async (file, options) => done((await import("./commands/databases.ts")).backUp(io, file, options)));
  operator("restore-backup <file>", "fill an empty database from a backup; SDKs then read everything anew")
    .addOption(database())
    .action(async (file, options) => done((await import("./commands/databases.ts")).restoreBackup(io, file, options)));
  operator(
    "migrate-to-postgres <from> <to>",
    "copy file:<path>, which no server uses any more, into an empty postgres://…",
  ).action(async (from, to, options) =>
    done((await import("./commands/databases.ts")).migrateToPostgres(io, from, to, options)),
  );

  return program;
}

/**
 * Runs one command.
 *
 * @param args what was typed after the program's name
 * @param fail gets what is said of a problem: in words, or with `--json` as the API says its errors
 */
export async function run(args: string[], io: Io, fail: (text: string) => void): Promise<ExitCode> {
  const isJson = args.includes("--json");
  let code: ExitCode = 0;
  const said: string[] = [];
  const program = createProgram(io, async (result) => {
    code = await result;
  });
  for (const command of [program, ...leavesOf(program)]) {
    command
      .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => said.push(text.trimEnd()) })
      .exitOverride();
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const problem = problemOf(error, said.join("\n"));
    fail(isJson ? JSON.stringify(problem.toJSON(), null, 2) : problem.message);
    return problem.exitCode;
  }
}

function secondsOf(text: string): number {
  if (/^\d{1,5}(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`It must be seconds from 0 to 99999, received ${JSON.stringify(text)}`);
}

/** What can be called: `audit` itself can't. */
export const leavesOf = (program: Command): Command[] =>
  program.commands.flatMap((command) => (command.commands.length === 0 ? command : leavesOf(command)));

function problemOf(error: unknown, said: string): CliProblem {
  if (error instanceof CliProblem) return error;
  if (error instanceof CommanderError) return new CliProblem(2, said || error.message);
  return new CliProblem(4, error instanceof Error ? (error.stack ?? error.message) : String(error), {
    code: "INTERNAL",
  });
}
