import { Button, Menu, Stack, TextInput } from "@mantine/core";
import { isAtLeast } from "@switchyard/core/governance";
import { IconArchive, IconOctagonMinusFilled, IconPower, IconTag, IconTagOff, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Flag } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { Modal } from "../ui/modal.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { counted } from "../words/count.ts";
import classes from "./bulk.module.css";
import { addTag, type BulkAction, killIn, removeTag } from "./bulk.ts";
import { archive, type BulkChange, bringBack, restoreIn, turnOnIn } from "./bulk-change.ts";
import { BulkDialog } from "./bulk-dialog.tsx";
import { BulkSheet } from "./bulk-sheet.tsx";
import type { Selection } from "./selection.ts";

/** What can be done with all flags that are ticked. Everything is asked about once more, flag by flag. */
export function BulkBar({ selection }: { selection: Selection }) {
  const project = useProject();
  const environments = useEnvironments().reverse();
  const [action, setAction] = useState<BulkAction>();
  const [change, setChange] = useState<BulkChange>();
  const [tagging, setTagging] = useState(false);
  const flags = [...selection.flags.values()];
  const tags = [...new Set(flags.flatMap((flag) => flag.tags))].sort();
  return (
    <section className={classes.bulk} aria-label="Selected flags">
      <strong>{counted(flags.length, "flag")} selected</strong>
      <Menu position="top">
        <Menu.Target>
          <Button size="xs" color="kill" leftSection={<IconOctagonMinusFilled size={16} aria-hidden />}>
            Kill
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {environments.map(({ key, role }) => (
            <Menu.Item
              key={key}
              c="var(--kill-text)"
              disabled={!isAtLeast(role, "responder")}
              onClick={() => setAction(killIn(project.key, key))}
            >
              Kill in {key}…{isAtLeast(role, "responder") ? "" : " (needs responder)"}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <RaiseMenu flags={flags} onChange={setChange} />
      <MayButton
        needs="editor"
        size="xs"
        variant="default"
        leftSection={<IconTag size={16} aria-hidden />}
        onClick={() => setTagging(true)}
      >
        Add tag
      </MayButton>
      {tags.length > 0 ? (
        <Menu position="top">
          <Menu.Target>
            <MayButton needs="editor" size="xs" variant="default" leftSection={<IconTagOff size={16} aria-hidden />}>
              Remove tag
            </MayButton>
          </Menu.Target>
          <Menu.Dropdown mah="50vh" style={{ overflow: "auto" }}>
            {tags.map((tag) => (
              <Menu.Item key={tag} onClick={() => setAction(removeTag(project.key, tag))}>
                <bdi>{tag}</bdi>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      <MayButton
        needs="editor"
        size="xs"
        variant="default"
        leftSection={<IconArchive size={16} aria-hidden />}
        onClick={() => setChange(flags.every(({ archived }) => archived) ? bringBack : archive)}
      >
        {flags.every(({ archived }) => archived) ? "Bring back" : "Archive"}
      </MayButton>
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        leftSection={<IconX size={16} aria-hidden />}
        onClick={selection.clear}
      >
        Clear
      </Button>
      {tagging ? (
        <TagDialog
          onClose={() => setTagging(false)}
          onTag={(tag) => {
            setTagging(false);
            setAction(addTag(project.key, tag));
          }}
        />
      ) : null}
      {change ? (
        <BulkSheet
          change={change}
          flags={flags}
          onClose={() => setChange(undefined)}
          onDone={() => {
            setChange(undefined);
            selection.clear();
          }}
        />
      ) : null}
      {action ? (
        <BulkDialog
          action={action}
          flags={flags}
          onClose={() => setAction(undefined)}
          onDone={() => {
            setAction(undefined);
            selection.clear();
          }}
        />
      ) : null}
    </section>
  );
}

/** What gives people more, and is guarded therefore: one change of all flags, which others may have to approve. */
function RaiseMenu({ flags, onChange }: { flags: readonly Flag[]; onChange: (change: BulkChange) => void }) {
  const environments = useEnvironments();
  const isKilled = (environment: string) => flags.some((flag) => flag.environments[environment]?.killed);
  return (
    <Menu position="top">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconPower size={16} aria-hidden />}>
          Turn on
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {environments.flatMap((environment) => {
          const may = isAtLeast(environment.role, "editor");
          const changes = [turnOnIn(environment), ...(isKilled(environment.key) ? [restoreIn(environment)] : [])];
          return changes.map((change) => (
            <Menu.Item key={`${change.verb} ${environment.key}`} disabled={!may} onClick={() => onChange(change)}>
              {change.verb} in {environment.key}…{may ? "" : " (needs editor)"}
            </Menu.Item>
          ));
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function TagDialog({ onClose, onTag }: { onClose: () => void; onTag: (tag: string) => void }) {
  const [tag, setTag] = useState("");
  return (
    <Modal opened onClose={onClose} title="Add a tag">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (tag.trim() !== "") onTag(tag.trim());
        }}
      >
        <Stack>
          <TextInput
            label="Tag"
            description="Flags with one tag can be found, and killed, together"
            maxLength={50}
            required
            data-autofocus
            dir="auto"
            value={tag}
            onChange={({ currentTarget }) => setTag(currentTarget.value)}
          />
          <Actions>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Review</Button>
          </Actions>
        </Stack>
      </form>
    </Modal>
  );
}
