import { Button, Group, Switch, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { flagsQuery } from "../api/queries.ts";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { CreateFlag } from "./create-flag.tsx";
import { filterFlags } from "./filter.ts";
import { FlagCards } from "./flag-cards.tsx";
import { FlagTable } from "./flag-table.tsx";
import { FlagsSkeleton } from "./flags-skeleton.tsx";
import { NoFlags } from "./no-flags.tsx";
import { Quarantine } from "./quarantine.tsx";

const route = getRouteApi("/app/projects/$project/flags");
const PAGE = 100;

export function Flags() {
  const project = useProject();
  const { q = "", archived = false } = route.useSearch();
  const navigate = route.useNavigate();
  const flags = useQuery(flagsQuery(project.key));
  const search = useDeferredValue(q);
  const [creating, setCreating] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const phone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });

  const found = filterFlags(flags.data ?? [], search, archived);
  const List = phone ? FlagCards : FlagTable;
  const create = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
      Create flag
    </Button>
  );
  return (
    <Page title="Flags" actions={create}>
      <Group mb="md" gap="md">
        <TextInput
          type="search"
          aria-label="Search flags"
          placeholder="Search by name, key or tag"
          leftSection={<IconSearch size={16} aria-hidden />}
          flex="1 1 14rem"
          maw="28rem"
          value={q}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: (was) => ({ ...was, q: value || undefined }), replace: true })
          }
        />
        <Switch
          label="Archived"
          checked={archived}
          onChange={({ currentTarget: { checked } }) =>
            void navigate({ search: (was) => ({ ...was, archived: checked || undefined }), replace: true })
          }
        />
        <Text size="sm" c="dimmed" role="status">
          {flags.data ? `${found.length} ${found.length === 1 ? "flag" : "flags"}` : ""}
        </Text>
      </Group>
      <Quarantine />
      {flags.isPending ? <FlagsSkeleton /> : null}
      {flags.isError && !flags.data ? (
        <Problem
          title={`The flags of ${project.name} could not be loaded`}
          error={flags.error}
          onRetry={() => void flags.refetch()}
        />
      ) : null}
      {flags.data && found.length === 0 ? <NoFlags search={q} archived={archived} action={create} /> : null}
      {found.length > 0 ? <List flags={found.slice(0, shown)} /> : null}
      {found.length > shown ? (
        <Button variant="default" mt="md" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, found.length - shown)} more of {found.length}
        </Button>
      ) : null}
      <CreateFlag opened={creating} onClose={() => setCreating(false)} flags={flags.data ?? []} />
    </Page>
  );
}
