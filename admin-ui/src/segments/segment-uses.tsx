import { Text } from "@mantine/core";
import { list } from "@switchyard/core/words";
import { Link } from "@tanstack/react-router";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import type { SegmentUse } from "./uses-of-segment.ts";

/** Who would notice a change. */
export function SegmentUses({ uses }: { uses: readonly SegmentUse[] | undefined }) {
  const project = useProject();
  const params = { project: project.key };
  return (
    <Panel
      title="Used by"
      query={{ isPending: uses === undefined, error: null, refetch: () => {} }}
      empty={uses?.length === 0 ? "No flag and no other segment uses it yet." : undefined}
    >
      <ul className={rows.rows}>
        {uses?.map(({ kind, key, environments }) => (
          <li key={`${kind} ${key}`}>
            <span className={rows.main}>
              {kind === "flag" ? (
                <Link
                  to="/projects/$project/flags/$flag"
                  params={{ ...params, flag: key }}
                  search={environments[0] ? { environment: environments[0] } : {}}
                >
                  {key}
                </Link>
              ) : (
                <Link to="/projects/$project/segments/$segment" params={{ ...params, segment: key }}>
                  {key}
                </Link>
              )}
            </span>
            <Text size="sm" c="dimmed">
              {kind === "flag" ? `flag, in ${list(environments, "and")}` : "segment"}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
