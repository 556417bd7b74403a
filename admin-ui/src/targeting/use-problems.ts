import { findProblems, type Problem, type RegexEngine } from "@switchyard/core";
import { useEffect, useMemo, useState } from "react";
import type { Configuration, Flag } from "../api/types.ts";
import { flagData, type World, worldData } from "./world.ts";

/** The engine that the server judges patterns with; loaded once some condition has a pattern. */
export function useRegex(isNeeded: boolean): RegexEngine | undefined {
  const [engine, setEngine] = useState<RegexEngine>();
  useEffect(() => {
    if (!isNeeded || engine) return;
    void import("re2js").then(({ RE2JS }) =>
      setEngine(() => (pattern: string, ignoreCase: boolean) => {
        const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
        return (text: string) => compiled.test(text);
      }),
    );
  }, [isNeeded, engine]);
  return engine;
}

/** Until the engine is here every pattern passes: the server looks at them in any case. */
export const ANY_PATTERN: RegexEngine = () => () => false;

/** Everything for which this configuration could not be saved, found by the server's own rules while people type. */
export function useProblems(flag: Flag, configuration: Configuration, world: World | undefined): Problem[] {
  const regex = useRegex(
    configuration.rules.some(({ conditions }) => conditions.some(({ operator }) => operator === "matches")),
  );
  const { environment } = configuration;
  const data = useMemo(() => world && worldData(world, environment), [world, environment]);
  return useMemo(
    () => (data ? findProblems(flagData(flag, configuration), data, { regex: regex ?? ANY_PATTERN }) : []),
    [flag, configuration, data, regex],
  );
}
