import { Group, Select, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { sentence } from "@switchyard/core/words";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { flagPageQuery, flagQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { Clamped } from "../ui/clamped.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { Sentence } from "../ui/sentence.tsx";
import { EvaluatedLately } from "./evaluated-lately.tsx";
import { LiveView } from "./live-view.tsx";

const route = getRouteApi("/app/projects/$project/live");

/** What applications ask right now, of one flag at a time: SDKs are asked only for the one that is looked at. */
export function LivePage() {
  const environments = useEnvironments();
  const { environment: chosen, flag } = route.useSearch();
  const navigate = route.useNavigate();
  const environment = environments.find(({ key }) => key === chosen) ?? environments.at(-1);
  if (!environment) return null;
  const change = (next: { environment?: string | undefined; flag?: string | undefined }) =>
    void navigate({ search: (was) => ({ ...was, ...next }), replace: true });
  return (
    <Page title="Live" lead="Evaluations as they happen. Choose a flag: SDKs tell of it only while somebody looks.">
      <Group align="flex-end" mb="md">
        <EnvironmentFilter value={environment.key} onChange={(next) => change({ environment: next })} />
        <FlagFinder flag={flag} onFlag={(next) => change({ flag: next })} />
      </Group>
      {flag ? (
        <OfFlag key={`${environment.key} ${flag}`} environment={environment} flag={flag} />
      ) : (
        <EvaluatedLately environment={environment} />
      )}
    </Page>
  );
}

const FOUND = 20;

function FlagFinder({ flag, onFlag }: { flag: string | undefined; onFlag: (flag: string | undefined) => void }) {
  const project = useProject();
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed, 120);
  // What was chosen stands in the field, and is no search for itself alone.
  const words = asked === flag ? "" : asked.replaceAll('"', " ").trim();
  const { data } = useQuery({
    ...flagPageQuery(project.key, { search: words === "" ? "" : `"${words}"`, limit: FOUND }),
    placeholderData: keepPreviousData,
  });
  const found = (data?.flags ?? []).map(({ key, name }) => ({ value: key, label: key, name }));
  if (flag && !found.some(({ value }) => value === flag)) found.unshift({ value: flag, label: flag, name: flag });
  return (
    <Select
      label="Flag"
      placeholder="Key, name or tag"
      w="min(24rem, 100%)"
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Clear flag" }}
      nothingFoundMessage="No such flag"
      // The server has searched.
      filter={({ options }) => options}
      data={found}
      searchValue={typed}
      onSearchChange={setTyped}
      value={flag ?? null}
      onChange={(next) => onFlag(next ?? undefined)}
    />
  );
}

function OfFlag({ environment, flag: key }: { environment: Environment; flag: string }) {
  const project = useProject();
  const { data: flag, error, refetch } = useQuery(flagQuery(project.key, key));
  if (error && !flag)
    return <Problem title={`The flag ${key} could not be loaded`} error={error} onRetry={() => void refetch()} />;
  const configuration = flag?.environments[environment.key];
  if (!flag || !configuration) return null;
  return (
    <Stack>
      <Clamped>
        <Sentence text={sentence(flag, configuration, environment.key)} />
      </Clamped>
      <LiveView
        place={{ project: project.key, environment: environment.key, flag: key }}
        flag={flag}
        configuration={configuration}
      />
    </Stack>
  );
}
