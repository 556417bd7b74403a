import { Autocomplete, Button, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { variantWords } from "@switchyard/core/words";
import { IconOctagonMinusFilled } from "@tabler/icons-react";
import { keepPreviousData, type UseMutationResult, useQuery } from "@tanstack/react-query";
import { flagPageQuery } from "../api/queries.ts";
import type { Environment, Flag, KilledByTag } from "../api/types.ts";
import { KillReason } from "../kill/kill-reason.tsx";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { State } from "../ui/state.tsx";
import { counted } from "../words/count.ts";

interface KillByTagFormProps {
  environment: Environment;
  tag: string;
  onTag: (tag: string) => void;
  reason: string;
  onReason: (reason: string) => void;
  killing: UseMutationResult<KilledByTag, Error, void>;
  onClose: () => void;
}

const NAMED = 20;

/** Which tag, and by name what it will kill. */
export function KillByTagForm({ environment, tag, onTag, reason, onReason, killing, onClose }: KillByTagFormProps) {
  const project = useProject();
  const [asked] = useDebouncedValue(tag, 150);
  const known = useQuery(flagPageQuery(project.key, { search: "", limit: 500 }));
  const tags = [...new Set(known.data?.flags.flatMap((flag) => flag.tags))].sort();
  const tagged = useQuery({
    ...flagPageQuery(project.key, { search: `tag:"${asked.replaceAll('"', "")}"`, limit: NAMED }),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  const flags = tag === "" || asked !== tag ? [] : (tagged.data?.flags ?? []).filter((flag) => flag.tags.includes(tag));
  const total = flags.length < NAMED ? flags.length : (tagged.data?.total ?? 0);
  return (
    <Stack>
      <Autocomplete
        label="Tag"
        placeholder="checkout"
        // What is typed in full needs no suggestion, which would lie over the names of the flags.
        data={tags.filter((known) => known !== tag)}
        limit={50}
        comboboxProps={{ withinPortal: false }}
        maxLength={50}
        data-autofocus
        value={tag}
        onChange={onTag}
        dir="auto"
      />
      {tag !== "" && asked === tag && tagged.data && flags.length === 0 ? (
        <Text size="sm">No flag carries the tag {tag}, letter for letter.</Text>
      ) : null}
      {flags.length > 0 ? (
        <>
          <Text>
            Everyone in <strong>{environment.key}</strong> gets the off variant of {counted(total, "flag")}, at once,
            until each is restored.
          </Text>
          <ul className={rows.rows} aria-label="Flags that are killed">
            {flags.map((flag) => (
              <Named key={flag.key} flag={flag} environment={environment.key} />
            ))}
            {total > flags.length ? <li>and {total - flags.length} more</li> : null}
          </ul>
        </>
      ) : null}
      <KillReason reason={reason} onReason={onReason} />
      {killing.isError ? (
        <Problem title="They may not be killed; trying again does no harm" error={killing.error} />
      ) : null}
      <Actions>
        <Button variant="default" size="md" onClick={onClose}>
          Cancel
        </Button>
        <Button
          color="kill"
          size="md"
          leftSection={<IconOctagonMinusFilled size={20} aria-hidden />}
          loading={killing.isPending}
          disabled={flags.length === 0}
          onClick={() => killing.mutate()}
        >
          Kill {counted(total, "flag")}
        </Button>
      </Actions>
    </Stack>
  );
}

function Named({ flag, environment }: { flag: Flag; environment: string }) {
  const configuration = flag.environments[environment];
  return (
    <li>
      <div className={`${rows.main} ${rows.narrow}`}>
        <strong>{flag.key}</strong>
        {configuration ? (
          <div className={rows.detail}>everyone gets {variantWords(flag, configuration.offVariant)}</div>
        ) : null}
      </div>
      <State flag={flag} configuration={configuration} />
    </li>
  );
}
