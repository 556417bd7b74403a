import type { Problem } from "@switchyard/core";
import { ApiFailure } from "../api/client.ts";

/** Those of one place, their paths made relative to it. */
export function problemsAt(problems: readonly Problem[], place: string): Problem[] {
  return problems.flatMap(({ path, message }) => {
    if (path !== place && !path.startsWith(`${place}.`) && !path.startsWith(`${place}[`)) return [];
    const rest = path.slice(place.length).replace(/^\./, "");
    return [{ path: rest, message: withoutPlace(message, path) }];
  });
}

/** What is wrong, without where: for a message that stands at its place. */
function withoutPlace(message: string, path: string): string {
  for (const prefix of [`${path}: `, `${path} `])
    if (path && message.startsWith(prefix)) return message.slice(prefix.length);
  return message;
}

/** Where, as people count: `rules[2].conditions[0].values[1]` is "Rule 3, condition 1, value 2". */
export function placeWords(path: string): string {
  const words = [...path.matchAll(/([A-Za-z]+)(?:\[(\d+)\])?/g)].map(([, name = "", index]) => {
    const singular = SINGULAR[name] ?? name;
    return index === undefined ? (SINGULAR[name] ?? "") : `${singular} ${Number(index) + 1}`;
  });
  const text = words.filter((word) => word !== "").join(", ");
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

const SINGULAR: Record<string, string> = {
  rules: "rule",
  conditions: "condition",
  values: "value",
  targets: "target",
  keys: "key",
  prerequisites: "prerequisite",
  variants: "variant",
  offVariant: "off variant",
  fallthrough: "everyone else",
  attribute: "attribute",
  operator: "operator",
  percentage: "percentage",
  weight: "weight",
  otherwise: "the rest",
  bucketBy: "bucketed by",
};

/** "Rule 3, condition 1: “x” is not a semantic version". */
export function problemWords({ path, message }: Problem): string {
  const place = placeWords(path);
  return place === "" ? message : `${place}: ${withoutPlace(message, path)}`;
}

/** What the server refused, by place; empty when it refused something else. */
export function refusedProblems(error: unknown): Problem[] {
  if (!(error instanceof ApiFailure) || !/^INVALID_/.test(error.code)) return [];
  const { problems } = (error.details ?? {}) as { problems?: unknown };
  if (!Array.isArray(problems)) return [];
  return problems.filter(
    (problem): problem is Problem => typeof problem?.path === "string" && typeof problem?.message === "string",
  );
}
