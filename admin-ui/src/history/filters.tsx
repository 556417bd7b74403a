import { Group, NativeSelect, TextInput } from "@mantine/core";
import { ACTION_WORDS } from "@switchyard/core/words";
import { useInfiniteQuery } from "@tanstack/react-query";
import { changesQuery } from "../api/queries.ts";
import type { Change } from "../api/types.ts";
import { EnvironmentFilter } from "../ui/environment-filter.tsx";
import { type HistoryFilter, withFilter } from "./filter.ts";

interface FiltersProps {
  project: string;
  flag: string | undefined;
  filter: HistoryFilter;
  onFilter: (filter: HistoryFilter) => void;
  /** The changes found so far. */
  shown: Change[];
}

export function Filters({ project, flag, filter, onFilter, shown }: FiltersProps) {
  // Who else there is: those of the newest changes, whatever the filter leaves of them.
  const newest = useInfiniteQuery(changesQuery(project, { flag })).data?.pages.flatMap(({ changes }) => changes) ?? [];
  const people = new Map([...newest, ...shown].map(({ actor }) => [actor.id, actor.name]));
  const actions = Object.entries(ACTION_WORDS).filter(([action]) => flag === undefined || action.startsWith("flag."));
  return (
    <Group align="end" gap="sm">
      <EnvironmentFilter
        value={filter.environment}
        onChange={(environment) => onFilter(withFilter(filter, { environment }))}
        withAll
      />
      <NativeSelect
        label="What was done"
        flex="1 1 9rem"
        maw="13rem"
        value={filter.action ?? ""}
        onChange={({ currentTarget: { value: action } }) => onFilter(withFilter(filter, { action }))}
        data={options("Everything", actions, filter.action)}
      />
      <NativeSelect
        label="By"
        flex="1 1 9rem"
        maw="13rem"
        value={filter.actor ?? ""}
        onChange={({ currentTarget: { value: actor } }) => onFilter(withFilter(filter, { actor }))}
        data={options("Everyone", [...people], filter.actor)}
      />
      {(["from", "to"] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          label={name === "from" ? "From" : "To"}
          max="9999-12-31"
          value={filter[name] ?? ""}
          onChange={({ currentTarget: { value } }) => onFilter(withFilter(filter, { [name]: value }))}
        />
      ))}
    </Group>
  );
}

/** What the address asks for is always among them: otherwise it could not be taken back. */
function options(all: string, entries: [value: string, label: string][], chosen: string | undefined) {
  const missing = chosen && !entries.some(([value]) => value === chosen) ? [[chosen, chosen] as const] : [];
  return [["", all] as const, ...entries, ...missing].map(([value, label]) => ({ value, label }));
}
