import { NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { flagPageQuery } from "../api/queries.ts";
import type { Environment, Flag } from "../api/types.ts";
import { CreateFlag } from "../flags/create-flag.tsx";
import { isSdk, SDKS, type Sdk } from "../keys/snippet.ts";
import { Card } from "../ui/card.tsx";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { Page } from "../ui/page.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { FirstEvaluation } from "./first-evaluation.tsx";
import { KeyedSnippet } from "./keyed-snippet.tsx";
import classes from "./start.module.css";

const route = getRouteApi("/app/projects/$project/start");
const OFFERED = 100;

/** From nothing to the first evaluation: choose, paste, watch it arrive. */
export function Start() {
  const project = useProject();
  const environments = useEnvironments();
  const { environment: chosen, flag: wanted, sdk: named } = route.useSearch();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const { data } = useQuery(flagPageQuery(project.key, { search: "type:boolean", sort: "-created", limit: OFFERED }));
  const sdk: Sdk = isSdk(named) ? named : "node";
  const environment = environments.find(({ key }) => key === chosen) ?? environments[0];
  const flags = (data?.flags ?? []).filter(({ clientSide }) => SDKS[sdk].kind === "server" || clientSide);
  const flag = flags.find(({ key }) => key === wanted) ?? flags[0];
  const change = (next: { environment?: string | undefined; flag?: string; sdk?: string }) =>
    void navigate({ search: (was) => ({ ...was, ...next }), replace: true });
  if (!environment) return null;
  return (
    <Page
      title="Connect an application"
      lead="Choose, paste the lines into your application, and start it. This page shows when it connects and what it asks for."
    >
      <Stack>
        <Card aria-label="What to connect">
          <div className={classes.choices}>
            <NativeSelect
              label="SDK"
              w="min(16rem, 100%)"
              data={Object.entries(SDKS).map(([value, { label }]) => ({ value, label }))}
              value={sdk}
              onChange={({ currentTarget }) => change({ sdk: currentTarget.value })}
            />
            <EnvironmentFilter value={environment.key} onChange={(next) => change({ environment: next })} />
            {flag ? (
              <NativeSelect
                label="Flag"
                w="min(16rem, 100%)"
                data={flags.map(({ key }) => key)}
                value={flag.key}
                onChange={({ currentTarget }) => change({ flag: currentTarget.value })}
              />
            ) : null}
          </div>
          {data && !flag ? (
            <Stack align="flex-start" gap="xs" mt="md">
              <Text size="sm">
                {SDKS[sdk].kind === "client"
                  ? "No boolean flag may be seen by browsers yet. Create one and switch “Browsers may see it” on."
                  : "There is no boolean flag yet."}
              </Text>
              <MayButton needs="editor" onClick={() => setCreating(true)}>
                Create flag
              </MayButton>
            </Stack>
          ) : null}
        </Card>
        {flag ? <Steps sdk={sdk} environment={environment} flag={flag} /> : null}
      </Stack>
      <CreateFlag opened={creating} onClose={() => setCreating(false)} stay />
    </Page>
  );
}

function Steps({ sdk, environment, flag }: { sdk: Sdk; environment: Environment; flag: Flag }) {
  const { kind } = SDKS[sdk];
  return (
    <div className={classes.steps}>
      <KeyedSnippet key={`${environment.key} ${kind}`} sdk={sdk} environment={environment} flag={flag.key} />
      <FirstEvaluation key={`${environment.key} ${flag.key}`} sdk={sdk} environment={environment} flag={flag} />
    </div>
  );
}
