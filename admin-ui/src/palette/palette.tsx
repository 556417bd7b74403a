import { isAtLeast } from "@switchyard/core/governance";
import "@mantine/spotlight/styles.layer.css";
import "./palette.css";
import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { flagPageQuery } from "../api/queries.ts";
import { environmentRolloutsQuery, type RolloutAct } from "../api/rollouts.ts";
import type { Configuration, Flag, Rollout } from "../api/types.ts";
import { RestoreSheet } from "../flag/restore-sheet.tsx";
import { CreateFlag } from "../flags/create-flag.tsx";
import { useKill } from "../kill/kill-context.ts";
import { ActDialog } from "../rollouts/act-dialog.tsx";
import { PAGES } from "../shell/pages.ts";
import { useEnvironments, useProject } from "../ui/project.ts";
import { type Action, flagActions, generalActions } from "./actions.ts";
import { parseCommand } from "./command.ts";
import { MORE_PAGES } from "./more-pages.ts";
import { closePalette } from "./palette-store.ts";
import { RampSheet } from "./ramp-sheet.tsx";
import { rolloutActions } from "./rollout-actions.ts";
import { parseRolloutCommand } from "./rollout-command.ts";

const [store, spotlight] = createSpotlight();

const FOUND = 8;

function selectFirst(): void {
  const actions = document.querySelectorAll(".mantine-Spotlight-actionsList [data-action]");
  for (const [index, action] of actions.entries()) {
    if (index === 0) action.setAttribute("data-selected", "true");
    else action.removeAttribute("data-selected");
  }
  store.updateState((state) => ({ ...state, selected: 0 }));
}

type Sheet =
  | { kind: "ramp"; flag: Flag; environment: string; percentage: number }
  | { kind: "restore"; flag: Flag; configuration: Configuration }
  | { kind: "act"; rollout: Rollout; act: RolloutAct }
  | { kind: "create" };

/** Commands by keyboard: they act, and what acts is asked about once, as everywhere. */
export function Palette({ opened }: { opened: boolean }) {
  const project = useProject();
  const environments = useEnvironments().reverse();
  const navigate = useNavigate();
  const kill = useKill();
  const { setColorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState("");
  const [sheet, setSheet] = useState<Sheet>();
  const command = parseCommand(query, environments);
  const [words] = useDebouncedValue(command.words, 80);
  const search = words
    .replaceAll('"', " ")
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `"${word}"`)
    .join(" ");
  const { data } = useQuery({
    ...flagPageQuery(project.key, { search, limit: FOUND }),
    placeholderData: keepPreviousData,
    enabled: opened,
  });
  const ofRollouts = parseRolloutCommand(query, environments);
  const rollouts = useQueries({
    queries: environments.map(({ key }) => ({
      ...environmentRolloutsQuery(project.key, key),
      enabled: opened && ofRollouts !== undefined,
    })),
    combine: (all) => all.flatMap(({ data: found = [] }) => found),
  });
  useEffect(() => {
    if (opened) spotlight.open();
  }, [opened]);

  const params = { project: project.key };
  const actions: Action[] = [
    ...(ofRollouts
      ? rolloutActions(ofRollouts, rollouts, environments, (rollout, act) => setSheet({ kind: "act", rollout, act }))
      : []),
    ...flagActions(command, data?.flags ?? [], environments, {
      kill,
      ramp: (flag, environment, percentage) => setSheet({ kind: "ramp", flag, environment, percentage }),
      restore: (flag, configuration) => setSheet({ kind: "restore", flag, configuration }),
      open: (flag, environment) =>
        void navigate({
          to: "/projects/$project/flags/$flag",
          params: { ...params, flag: flag.key },
          search: environment ? { environment } : {},
        }),
    }),
    ...generalActions(query, {
      pages: [...PAGES, ...MORE_PAGES].map(({ label, to }) => ({ label, open: () => void navigate({ to, params }) })),
      create: isAtLeast(project.role, "editor") ? () => setSheet({ kind: "create" }) : undefined,
      connect: () => void navigate({ to: "/projects/$project/start", params }),
      theme: setColorScheme,
    }),
  ];
  const offered = actions.map(({ id }) => id).join("\n");
  // What the server finds comes after the letters: Enter means the first of what is on screen, whenever that came.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it depends on what is on screen
  useEffect(selectFirst, [offered, opened]);
  return (
    <>
      <Spotlight.Root
        store={store}
        query={query}
        onQueryChange={setQuery}
        onSpotlightClose={closePalette}
        shortcut={null}
        scrollable
        maxHeight="min(28rem, 70vh)"
        clearQueryOnClose
        title="Commands"
        centered={false}
        yOffset="12vh"
        overlayProps={{ backgroundOpacity: 0.5 }}
        zIndex={300}
      >
        <Spotlight.Search
          aria-label="Command"
          placeholder="kill checkout-v2 prod, ramp … 25, or find a flag"
          leftSection={<IconSearch size={18} aria-hidden />}
        />
        <Spotlight.ActionsList>
          {actions.map(({ id, label, detail, icon: Icon, danger, run }) => (
            <Spotlight.Action
              key={id}
              label={label}
              {...(detail ? { description: detail } : {})}
              leftSection={
                <Icon size={20} stroke={1.6} color={danger ? "var(--kill-text)" : "currentColor"} aria-hidden />
              }
              onClick={run}
            />
          ))}
          {actions.length === 0 ? <Spotlight.Empty>Nothing is called that</Spotlight.Empty> : null}
        </Spotlight.ActionsList>
      </Spotlight.Root>
      {sheet?.kind === "ramp" ? <RampSheet {...sheet} onClose={() => setSheet(undefined)} /> : null}
      {sheet?.kind === "restore" ? <RestoreSheet {...sheet} opened onClose={() => setSheet(undefined)} /> : null}
      {sheet?.kind === "act" ? (
        <ActDialog
          place={{ project: project.key, environment: sheet.rollout.environment, flag: sheet.rollout.plan.flag }}
          rollout={sheet.rollout}
          act={sheet.act}
          onClose={() => setSheet(undefined)}
        />
      ) : null}
      <CreateFlag opened={sheet?.kind === "create"} onClose={() => setSheet(undefined)} />
    </>
  );
}
