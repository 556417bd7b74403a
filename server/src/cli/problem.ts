/** How a command ends: 0 is well, 1 found something, 2 was called wrongly, 3 found no server or was refused by it. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Why a command can't do what it should, in words that say what to do. */
export class CliProblem extends Error {
  override readonly name = "CliProblem";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
