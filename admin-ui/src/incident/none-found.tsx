import { Link } from "@tanstack/react-router";
import type { Environment } from "../api/types.ts";
import { Meant } from "../flags/meant.tsx";
import { useProject } from "../ui/project.ts";

interface NoneFoundProps {
  words: string;
  environment: Environment;
  /** They are those of a killed flag, so nothing else was meant. */
  isKilled: boolean;
}

/** For words that no flag has that is on: in a hurry a letter is soon wrong. */
export function NoneFound({ words, environment, isKilled }: NoneFoundProps) {
  const project = useProject();
  if (isKilled) return "No flag that is on here matches.";
  return (
    <>
      No flag that is on here matches “<bdi>{words}</bdi>”.
      <Meant
        words={words.split(/\s+/)}
        among={({ environments: { [environment.key]: here } }) => here?.enabled === true || here?.killed !== undefined}
        link={(key) => (
          <Link
            to="/projects/$project/incident"
            params={{ project: project.key }}
            search={{ environment: environment.key, q: key }}
            replace
          >
            {key}
          </Link>
        )}
      />
    </>
  );
}
