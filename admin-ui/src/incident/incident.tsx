import { Stack, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { flagPageQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Page } from "../ui/page.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import classes from "./incident.module.css";
import { KillByTag } from "./kill-by-tag.tsx";
import { KillSwitches } from "./kill-switches.tsx";
import { Killed } from "./killed.tsx";
import { NoneFound } from "./none-found.tsx";

const route = getRouteApi("/app/projects/$project/incident");
const LIMIT = 100;

/** For when something is wrong now: what can be killed, what is killed, and the proof that it is. */
export function Incident() {
  const environments = useEnvironments();
  const { environment: chosen, q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const environment = environments.find(({ key }) => key === chosen) ?? environments.at(-1);
  if (!environment) return null;
  return (
    <Page
      title="Incident"
      lead="One press and one confirmation give everyone the safe answer. Nothing blocks a kill, and the SDKs confirm it one by one."
    >
      <div className={classes.tools}>
        <EnvironmentFilter
          value={environment.key}
          onChange={(next) => void navigate({ search: (was) => ({ ...was, environment: next }), replace: true })}
        />
        <TextInput
          type="search"
          label="Find a flag"
          placeholder="Key, name or tag"
          leftSection={<IconSearch size={16} aria-hidden />}
          className={classes.search}
          value={q}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: (was) => ({ ...was, q: value || undefined }), replace: true })
          }
        />
        <KillByTag environment={environment} />
      </div>
      <Switches key={environment.key} environment={environment} words={q} />
    </Page>
  );
}

function Switches({ environment, words }: { environment: Environment; words: string }) {
  const project = useProject();
  const [limit, setLimit] = useState(LIMIT);
  // Only words: in a hurry nobody wants to be told about a grammar.
  const quoted = words.replaceAll('"', " ").trim();
  const phrase =
    quoted === ""
      ? ""
      : ` ${quoted
          .split(/\s+/)
          .map((word) => `"${word}"`)
          .join(" ")}`;
  const inEnvironment = `env:${environment.key} `;
  const on = useQuery({
    ...flagPageQuery(project.key, { search: `${inEnvironment}state:on${phrase}`, sort: "-updated", limit }),
    placeholderData: keepPreviousData,
  });
  const killed = useQuery({
    ...flagPageQuery(project.key, { search: `${inEnvironment}state:killed${phrase}`, sort: "-updated", limit }),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack>
      <Killed
        environment={environment}
        query={killed}
        empty={quoted === "" ? "Nothing is killed here." : "No killed flag matches."}
      />
      <KillSwitches
        environment={environment}
        query={on}
        empty={
          quoted === "" ? (
            "No flag is on here: there is nothing to kill."
          ) : (
            <NoneFound words={quoted} environment={environment} isKilled={(killed.data?.total ?? 0) > 0} />
          )
        }
        onMore={() => setLimit(Math.min(500, limit + LIMIT))}
      />
    </Stack>
  );
}
