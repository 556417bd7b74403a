import { findSegmentProblems, type Problem } from "@switchyard/core";
import { useMemo } from "react";
import type { Segment } from "../api/types.ts";
import { ANY_PATTERN, useRegex } from "../targeting/use-problems.ts";
import { type World, worldData } from "../targeting/world.ts";
import { useEnvironments } from "../ui/project.ts";

/** Why the conditions could not be saved, found by the server's own rules while people type. */
export function useSegmentProblems(key: string, rules: Segment["rules"], world: World | undefined): Problem[] {
  const environment = useEnvironments().at(-1)?.key ?? "";
  const regex = useRegex(rules.some(({ conditions }) => conditions.some(({ operator }) => operator === "matches")));
  const data = useMemo(() => world && worldData(world, environment), [world, environment]);
  return useMemo(() => {
    if (!data) return [];
    // Keys can't be wrong here, and there may be a hundred thousand of them.
    const segment = { key, rules, includedKeys: [], excludedKeys: [] };
    return findSegmentProblems(segment, data, { regex: regex ?? ANY_PATTERN });
  }, [key, rules, data, regex]);
}
