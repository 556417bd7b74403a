import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compileRuleset, explain, nearest, type Ruleset } from "@switchyard/core";
import { regex } from "../../regex.ts";
import { environmentData, readProject } from "../exported.ts";
import { type Io, print } from "../io.ts";
import type { Place } from "../place.ts";
import { CliProblem, type ExitCode } from "../problem.ts";

interface Options extends Place {
  context?: string;
  file?: string;
  test?: string;
  json?: boolean;
}

interface Case {
  name?: string;
  flag: string;
  context?: object;
  /** The expected value, variant or both. */
  value?: unknown;
  variant?: string;
}

/** Evaluates one flag, or tests many; by the same evaluator that SDKs have. @returns 1 when a case has another answer */
export async function evaluate(io: Io, key: string | undefined, options: Options): Promise<ExitCode> {
  const ruleset = compileRuleset(environmentData(await readProject(io, options), options.environment), { regex });
  if (options.test !== undefined) return testAll(io, ruleset, await readCases(io, options.test), options);
  if (key === undefined) throw new CliProblem(2, "Say which flag to evaluate, or give --test <file>");
  requireFlag(ruleset, key);
  const { details, ...trace } = explain(ruleset, key, contextOf(options.context ?? "{}"));
  const rule = details.ruleId ? `, rule ${details.ruleId}` : "";
  const answer = details.errorCode ? (details.errorMessage ?? details.errorCode) : JSON.stringify(details.value);
  print(
    io,
    options,
    { ...details, trace },
    `${answer} (${details.variant ?? details.errorCode}, ${details.reason}${rule})`,
  );
  return details.errorCode ? 1 : 0;
}

function testAll(io: Io, ruleset: Ruleset, cases: Case[], options: Options): ExitCode {
  const results = cases.map((one) => {
    const { details } = explain(ruleset, one.flag, one.context ?? {});
    const passed =
      (!("value" in one) || isDeepStrictEqual(details.value, one.value)) &&
      (one.variant === undefined || details.variant === one.variant);
    const { value, variant, reason, errorCode } = details;
    return { ...one, passed, actual: { value, variant, reason, errorCode } };
  });
  const failed = results.filter(({ passed }) => !passed);
  const lines = failed.flatMap(({ name, flag, context = {}, value, variant, actual }) => [
    `✗ ${name ?? flag}: ${flag} for ${JSON.stringify(context)}`,
    `  - expected ${JSON.stringify({ value, variant })}`,
    `  + received ${JSON.stringify(actual)}`,
  ]);
  const sum = `${results.length - failed.length} of ${results.length} cases pass.`;
  print(io, options, { passed: failed.length === 0, results }, [...lines, sum].join("\n"));
  return failed.length > 0 ? 1 : 0;
}

async function readCases(io: Io, file: string): Promise<Case[]> {
  const text = await readFile(resolve(io.cwd, file), "utf8").catch(() => {
    throw new CliProblem(2, `--test must be a file with cases, ${file} can't be read`);
  });
  const cases = parse(text, `--test ${file}`) as Case[];
  const isCase = (one: Case) => typeof one?.flag === "string" && ("value" in one || typeof one.variant === "string");
  const wrong = Array.isArray(cases) ? cases.findIndex((one) => !isCase(one)) : 0;
  // A file without a case would pass whatever the flags do.
  if (!Array.isArray(cases) || cases.length === 0 || wrong >= 0) {
    const rule = "a list of at least one { flag, context?, value?, variant? } with an expected value or variant";
    throw new CliProblem(2, `${file} must be ${rule}${wrong > 0 ? `, case ${wrong + 1} is another` : ""}`);
  }
  return cases;
}

function contextOf(text: string): object {
  const context = parse(text, "--context");
  if (typeof context === "object" && context !== null && !Array.isArray(context)) return context;
  throw new CliProblem(2, `--context must be a JSON object such as {"targetingKey":"ann"}, received ${text}`);
}

function requireFlag({ flags }: Ruleset, key: string): void {
  if (flags.has(key)) return;
  const meant = nearest(key, flags.keys());
  throw new CliProblem(2, `There is no flag ${JSON.stringify(key)}${meant ? `; did you mean ${meant}?` : ""}`);
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliProblem(2, `${what} must be JSON, received something else`);
  }
}
