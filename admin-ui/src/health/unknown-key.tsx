import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Environment, UnknownFlag } from "../api/types.ts";
import { dismissUnknownFlag, unknownFlagsQuery } from "../api/usage.ts";
import { Moment } from "../ui/moment.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { say } from "../ui/say.ts";
import { counted } from "../words/count.ts";

const WHY: Record<UnknownFlag["why"], string> = {
  missing: "There is no such flag",
  archived: "It is archived",
  "server-only": "Browsers may not see it",
};

/** A row of what an application asks for in vain. */
export function UnknownKey({ unknown, environment }: { unknown: UnknownFlag; environment: Environment }) {
  const project = useProject();
  const queries = useQueryClient();
  const dismissing = useMutation({
    mutationFn: () => dismissUnknownFlag(project.key, environment.key, unknown.flag),
    onSuccess: () => queries.invalidateQueries({ queryKey: unknownFlagsQuery(project.key, environment.key).queryKey }),
    onError: ({ message }) => say({ title: "Not dismissed", message, color: "orange" }),
  });
  const { flag, why, suggestion, count, app, lastSeenAt } = unknown;
  return (
    <li>
      <div className={rows.main}>
        <strong>{flag}</strong>
        <div className={rows.problem}>
          {WHY[why]}
          {suggestion ? `; meant ${suggestion}?` : ""}
        </div>
        <div className={rows.detail}>
          {app ?? "An application"} asked for it {counted(count, "time")}, <Moment at={lastSeenAt} />
        </div>
      </div>
      <Button
        size="xs"
        variant="default"
        aria-label={`Dismiss ${flag}`}
        loading={dismissing.isPending}
        onClick={() => dismissing.mutate()}
      >
        Dismiss
      </Button>
    </li>
  );
}
