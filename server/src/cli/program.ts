import { Command, CommanderError, Option } from "commander";
import type { Io } from "./io.ts";
import { CliProblem, type ExitCode } from "./problem.ts";

/**
 * Runs one command. What a command needs is loaded when it is called, so that `--help` is quick.
 *
 * @param args what was typed after the program's name
 * @param fail gets what is said of a problem
 */
export async function run(args: string[], io: Io, fail: (text: string) => void): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command("switchyard")
    .description("Feature flags from the command line. Reads SWITCHYARD_URL and SWITCHYARD_ADMIN_TOKEN.")
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => fail(text.trimEnd()) })
    .exitOverride();
  const command = (usage: string, about: string) => {
    const made = program.command(usage).description(about);
    return made.option("-p, --project <key>", "the project", "default");
  };
  const environment = () => new Option("-e, --environment <key>", "the environment").default("production");
  const json = () => new Option("--json", "print JSON");
  const done = async (result: Promise<ExitCode>) => {
    code = await result;
  };

  for (const action of ["kill", "restore"] as const) {
    const about = action === "kill" ? "everyone gets the off variant, now" : "end a kill";
    command(`${action} <flag>`, `${about}; prints which SDKs confirmed it, 1 if some did not`)
      .addOption(environment())
      .option("-r, --reason <text>", "for the change log")
      .addOption(new Option("-w, --wait <seconds>", "for confirmations").default(5).argParser(Number))
      .addOption(json())
      .action(async (flag, options) =>
        done((await import("./commands/kill.ts")).switchFlag(io, action, flag, options)),
      );
  }
  command("ramp <flag> <percentage>", "move a rollout; whoever is in stays in on the way up")
    .addOption(environment())
    .addOption(json())
    .action(async (flag, to, options) => done((await import("./commands/ramp.ts")).ramp(io, flag, to, options)));
  command("status <flag>", "what a flag does now, and which SDKs have it")
    .addOption(environment())
    .addOption(json())
    .action(async (flag, options) => done((await import("./commands/lists.ts")).status(io, flag, options)));
  command("flags", "all flags, a sentence each")
    .addOption(environment())
    .addOption(json())
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
    .addOption(json())
    .action(async (options) => done((await import("./commands/lists.ts")).changes(io, options)));
  filtered(command("export-changes", "all changes of the project, newest first, as JSON Lines or CSV"))
    .option("--format <name>", "jsonl or csv", "jsonl")
    .option("-o, --out <file>", "write to a file instead of printing")
    .action(async (options) => done((await import("./commands/audit.ts")).exportChanges(io, options)));
  const audit = program.command("audit").description("the change log as proof");
  audit
    .command("export")
    .description("the whole log of all projects, oldest first, for `audit verify`")
    .option("-o, --out <file>", "write to a file instead of printing")
    .action(async (options) => done((await import("./commands/audit.ts")).exportLog(io, options)));
  audit
    .command("verify [file]")
    .description("find what was edited, deleted, inserted or moved in an export; 1 when something was")
    .option("--server", "verify the server's log instead of a file")
    .option("--checkpoint <id:hash...>", "hashes kept elsewhere, as webhooks send them: they show a cut end")
    .addOption(json())
    .action(async (file, options) => done((await import("./commands/audit.ts")).verify(io, file, options)));
  command("plan <file>", "what a file that `export` wrote would change, and which way each change goes")
    .option("--prune", "archive flags and delete segments that the file does not have")
    .option("--check", "1 when there is something to change")
    .addOption(json())
    .action(async (file, options) => done((await import("./commands/plan.ts")).plan(io, file, options)));
  command(
    "apply <file>",
    "make the project as a file says, all or nothing; proposes it, and ends with 1, where a policy asks for approval",
  )
    .option("--prune", "archive flags and delete segments that the file does not have")
    .option("-r, --reason <text>", "for the change log")
    .option("--digest <digest>", "of the plan that was reviewed: anything else is refused")
    .option("--title <text>", "of the change request, where one is made")
    .addOption(json())
    .action(async (file, options) => done((await import("./commands/plan.ts")).apply(io, file, options)));
  command("export", "the project as JSON")
    .option("-o, --out <file>", "write to a file instead of printing")
    .action(async (options) => done((await import("./commands/lists.ts")).exportTo(io, options)));
  command("eval [flag]", "what a context gets; with --test, 1 when a case has another answer")
    .addOption(environment())
    .option("-c, --context <json>", 'whom to ask for, such as {"targetingKey":"ann"}')
    .option("-t, --test <file>", "cases: a JSON list of { flag, context?, value?, variant? }")
    .option("-f, --file <export>", "ask a file that `export` wrote instead of a server")
    .addOption(json())
    .action(async (flag, options) => done((await import("./commands/eval.ts")).evaluate(io, flag, options)));
  command("refs [folder]", "flag keys in a source tree; 1 when one is unknown or stale")
    .option("-f, --file <export>", "compare with a file that `export` wrote instead of a server")
    .option("--format <name>", "text, json or sarif", "text")
    .action(async (folder, options) => done((await import("./commands/refs.ts")).refs(io, folder ?? ".", options)));
  command("types", "flags as types for the SDKs: wrong keys and defaults then don't compile")
    .option("-f, --file <export>", "read a file that `export` wrote instead of a server")
    .option("-o, --out <file>", "where to; - prints", "switchyard-flags.d.ts")
    .option("--sdk <name>", "node, browser or both", "both")
    .option("--soon <days>", "deprecate what is to be removed within these", "14")
    .option("--check", "write nothing; 1 when the file is not what would be written")
    .action(async (options) => done((await import("./commands/types.ts")).types(io, options)));

  const database = () => new Option("-d, --database <url>", "file:<path> or postgres://…; else SWITCHYARD_DATABASE");
  const operator = (usage: string, about: string) => program.command(usage).description(about);
  operator("backup <file>", "write all of a database into a file, also while servers use it")
    .addOption(database())
    .action(async (file, options) => done((await import("./commands/databases.ts")).backUp(io, file, options)));
  operator("restore-backup <file>", "fill an empty database from a backup; SDKs then read everything anew")
    .addOption(database())
    .action(async (file, options) => done((await import("./commands/databases.ts")).restoreBackup(io, file, options)));
  operator(
    "migrate-to-postgres <from> <to>",
    "copy file:<path>, which no server uses any more, into an empty postgres://…",
  ).action(async (from, to) => done((await import("./commands/databases.ts")).migrateToPostgres(io, from, to)));

  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CliProblem)) throw error;
    fail(error.message);
    return error.exitCode;
  }
}
