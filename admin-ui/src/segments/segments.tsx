import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { flagListQuery, segmentsQuery } from "../api/queries.ts";
import type { Segment } from "../api/types.ts";
import { saveSegment } from "../api/writes.ts";
import { KeyAndName, type KeyAndNameValues } from "../settings/key-and-name.tsx";
import { Empty } from "../ui/empty.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { Page } from "../ui/page.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { counted } from "../words/count.ts";
import { segmentWords } from "./segment-words.ts";
import { usesOfSegment } from "./uses-of-segment.ts";

export function Segments() {
  const project = useProject();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const query = useQuery(segmentsQuery(project.key));
  const { data: list } = useQuery(flagListQuery(project.key));
  const [adding, setAdding] = useState(false);
  const creating = useMutation({
    mutationFn: ({ key, name }: KeyAndNameValues) => saveSegment(project.key, key, { name }),
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries({ queryKey: segmentsQuery(project.key).queryKey });
      await navigate({ to: "/projects/$project/segments/$segment", params: { project: project.key, segment: key } });
    },
  });
  const segments = query.data ?? [];
  const create = (
    <MayButton needs="editor" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      Create segment
    </MayButton>
  );
  return (
    <Page
      title="Segments"
      lead="People that several flags speak of, under one name: what is changed here changes for all of them, in every environment."
      actions={create}
    >
      {query.data && segments.length === 0 ? (
        <Empty icon={IconUsersGroup} title="Create the first segment" action={create}>
          A segment is a set of people by what is known of them, or by their keys, such as beta testers or a customer.
          Rules of flags then say “everyone in <em>beta</em>” instead of repeating the list.
        </Empty>
      ) : (
        <Panel title="All segments" query={query}>
          <ul className={rows.rows}>
            {segments.map((segment) => (
              <Row
                key={segment.key}
                segment={segment}
                uses={list && usesOfSegment(segment.key, list.flags, segments).length}
              />
            ))}
          </ul>
        </Panel>
      )}
      {adding ? (
        <KeyAndName
          what="segment"
          taken={new Set(segments.map(({ key }) => key))}
          creating={creating}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Page>
  );
}

function Row({ segment, uses }: { segment: Segment; uses: number | undefined }) {
  const project = useProject();
  return (
    <li>
      <div className={rows.main}>
        <Link to="/projects/$project/segments/$segment" params={{ project: project.key, segment: segment.key }}>
          <bdi>{segment.name || segment.key}</bdi>
        </Link>
        <div className={rows.detail}>
          {segment.key}: {segmentWords(segment)}
        </div>
      </div>
      <span className={rows.detail}>
        {uses === undefined
          ? ""
          : uses === 0
            ? "not used"
            : `used by ${counted(uses, "flag or segment", "flags or segments")}`}
      </span>
    </li>
  );
}
