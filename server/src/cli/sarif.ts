import type { Finding } from "./find-references.ts";

const RULES = {
  unknown: "A key that no flag has",
  stale: "A flag that is archived, or that should have been removed by now",
  unused: "A flag that no source names",
} as const;

/** SARIF 2.1.0, which code hosts show beside the code. */
export function sarif(findings: readonly Finding[]): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "switchyard refs",
            rules: Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        results: findings.map(({ kind, message, at }) => ({
          ruleId: kind,
          level: kind === "unused" ? "note" : kind === "stale" ? "warning" : "error",
          message: { text: message },
          ...(at && {
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: encodeURI(at.path) },
                  region: { startLine: at.line, startColumn: at.column },
                },
              },
            ],
          }),
        })),
      },
    ],
  };
}
