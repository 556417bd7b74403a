import type { JsonValue } from "@switchyard/core";

/**
 * How a command ends: 0 is well, 1 found something, 2 was called wrongly, 3 found no server or was refused by it, 4 is a fault of
 * the program itself.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

interface More {
  /** As the server named it. @default INVALID_CALL for 2, else REFUSED */
  code?: string | undefined;
  details?: JsonValue | undefined;
}

/** Why a command can't do what it should, in words that say what to do. */
export class CliProblem extends Error {
  override readonly name = "CliProblem";
  readonly exitCode: ExitCode;
  readonly #more: More;

  constructor(exitCode: ExitCode, message: string, more: More = {}) {
    super(message);
    this.exitCode = exitCode;
    this.#more = more;
  }

  /** The shape of the API's errors. */
  toJSON() {
    const { code = this.exitCode === 2 ? "INVALID_CALL" : "REFUSED", details } = this.#more;
    const { message, exitCode } = this;
    return { error: { code, message, ...(details === undefined ? {} : { details }), exitCode } };
  }
}
