import { TextInput } from "@mantine/core";
import { IconPlus, IconSearch, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
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
import { segmentWords, usedByWords } from "./segment-words.ts";
import { type SegmentUse, usesOfSegment } from "./uses-of-segment.ts";

const route = getRouteApi("/app/projects/$project/segments");

/** From so many on they are searched. */
const MANY = 8;

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
  const { q = "" } = route.useSearch();
  const segments = query.data ?? [];
  const found = segments.filter(({ key, name }) => `${key} ${name}`.toLowerCase().includes(q.trim().toLowerCase()));
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
        <Panel
          title="All segments"
          query={query}
          aside={
            segments.length > MANY || q !== "" ? (
              <TextInput
                type="search"
                size="xs"
                w="min(18rem, 100%)"
                aria-label="Find a segment"
                placeholder="Key or name"
                leftSection={<IconSearch size={14} aria-hidden />}
                maxLength={100}
                value={q}
                onChange={({ currentTarget: { value } }) =>
                  void navigate({ to: ".", search: value === "" ? {} : { q: value }, replace: true })
                }
              />
            ) : undefined
          }
          empty={query.data && found.length === 0 ? `No segment is called “${q}”.` : undefined}
        >
          <ul className={rows.rows}>
            {found.map((segment) => (
              <Row
                key={segment.key}
                segment={segment}
                uses={list && usesOfSegment(segment.key, list.flags, segments)}
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

function Row({ segment, uses }: { segment: Segment; uses: readonly SegmentUse[] | undefined }) {
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
        {uses === undefined ? "" : uses.length === 0 ? "not used" : `used by ${usedByWords(uses)}`}
      </span>
    </li>
  );
}
