import { Button, NativeSelect, Switch, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconPlus } from "@tabler/icons-react";
import { Suspense, useMemo, useState } from "react";
import type { Flag } from "../api/types.ts";
import { lazyPart } from "../ui/lazy.ts";
import { MayButton } from "../ui/may-button.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { counted } from "../words/count.ts";
import { FlagCards } from "./flag-cards.tsx";
import { FlagTable } from "./flag-table.tsx";
import classes from "./flags.module.css";
import { FlagsSkeleton } from "./flags-skeleton.tsx";
import { NoFlags } from "./no-flags.tsx";
import { SavedViews } from "./saved-views.tsx";
import { SearchBox } from "./search-box.tsx";
import { type Selection, toggled } from "./selection.ts";
import { useFlagKeys } from "./use-flag-keys.ts";
import { PAGE, useFlagSearch } from "./use-flag-search.ts";

const CreateFlag = lazyPart(() => import("./create-flag.tsx"), "CreateFlag");
const BulkBar = lazyPart(() => import("./bulk-bar.tsx"), "BulkBar");
const Quarantine = lazyPart(() => import("./quarantine.tsx"), "Quarantine");

const SORTS = [
  { value: "key", label: "Key, A to Z" },
  { value: "-updated", label: "Changed last" },
  { value: "-created", label: "Newest" },
  { value: "created", label: "Oldest" },
];

export function Flags() {
  const project = useProject();
  const { q, text, setText, archived, sort = "", page, change, problems, flags } = useFlagSearch();
  const [creating, setCreating] = useState(false);
  const [ticked, setTicked] = useState<ReadonlyMap<string, Flag>>(new Map());
  const phone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const selection: Selection = useMemo(
    () => ({
      flags: ticked,
      toggle: (flag) => setTicked((was) => toggled(was, [flag], !was.has(flag.key))),
      set: (some, on) => setTicked((was) => toggled(was, some, on)),
      clear: () => setTicked(new Map()),
    }),
    [ticked],
  );

  const shown = flags.data?.flags ?? [];
  const total = flags.data?.total ?? 0;
  useFlagKeys(shown, selection);
  const tags = useMemo(() => [...new Set(shown.flatMap((flag) => flag.tags))].sort(), [shown]);
  const refused = flags.isError && "code" in flags.error && flags.error.code === "INVALID_REQUEST";
  const List = phone ? FlagCards : FlagTable;
  const create = (
    <MayButton needs="editor" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
      Create flag
    </MayButton>
  );
  return (
    <Page title="Flags" actions={create}>
      <div className={classes.tools}>
        <SearchBox
          value={text}
          onChange={setText}
          problems={problems}
          error={refused ? flags.error.message : undefined}
          tags={tags}
        />
        <div className={classes.options}>
          <SavedViews search={text} onSearch={(search) => change({ q: search })} />
          <NativeSelect
            aria-label="Sort"
            // Without words there is nothing to match: it is the order of the keys.
            data={q === "" ? SORTS : [{ value: "", label: "Best match" }, ...SORTS]}
            value={q === "" && sort === "" ? "key" : sort}
            onChange={({ currentTarget: { value } }) =>
              change({ sort: value === "" || (q === "" && value === "key") ? undefined : value })
            }
          />
          <Switch
            label="Archived"
            checked={archived}
            onChange={({ currentTarget: { checked } }) => change({ archived: checked || undefined })}
          />
          <Text size="sm" c="dimmed" role="status">
            {flags.data ? counted(total, "flag") : ""}
          </Text>
        </div>
      </div>
      <Suspense>
        <Quarantine />
      </Suspense>
      {flags.isPending && problems.length === 0 ? <FlagsSkeleton /> : null}
      {flags.isError && !refused && !flags.data ? (
        <Problem
          title={`The flags of ${project.name} could not be loaded`}
          error={flags.error}
          onRetry={() => void flags.refetch()}
        />
      ) : null}
      {flags.data && total === 0 ? <NoFlags search={q} archived={archived} action={create} /> : null}
      {shown.length > 0 ? (
        <div aria-busy={flags.isPlaceholderData}>
          <List flags={shown} selection={selection} />
        </div>
      ) : null}
      {total > PAGE || page > 1 ? <Pages page={page} total={total} onPage={(next) => change({ page: next })} /> : null}
      <Suspense>{ticked.size > 0 ? <BulkBar selection={selection} /> : null}</Suspense>
      <Suspense>{creating ? <CreateFlag opened onClose={() => setCreating(false)} /> : null}</Suspense>
    </Page>
  );
}

function Pages({ page, total, onPage }: { page: number; total: number; onPage: (page: number | undefined) => void }) {
  const last = Math.max(1, Math.ceil(total / PAGE));
  const first = (page - 1) * PAGE + 1;
  return (
    <nav className={classes.pages} aria-label="Pages of flags">
      <Button
        variant="default"
        leftSection={<IconChevronLeft size={16} aria-hidden />}
        disabled={page <= 1}
        onClick={() => onPage(page === 2 ? undefined : page - 1)}
      >
        Previous
      </Button>
      <Text size="sm" c="dimmed">
        {first <= total ? `${first} to ${Math.min(total, page * PAGE)} of ${total}` : `Page ${page} of ${last}`}
      </Text>
      <Button
        variant="default"
        rightSection={<IconChevronRight size={16} aria-hidden />}
        disabled={page >= last}
        onClick={() => onPage(page + 1)}
      >
        Next
      </Button>
    </nav>
  );
}
