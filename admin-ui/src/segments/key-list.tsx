import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { counted } from "../words/count.ts";
import { MAX_KEYS, parseKeys } from "./parse-keys.ts";
import classes from "./segments.module.css";

interface KeyListProps {
  /** "Included keys" */
  title: string;
  lead: string;
  keys: readonly string[];
  onChange: (keys: string[]) => void;
}

const SHOWN = 50;

/** A list of up to a hundred thousand keys: found by typing, changed one by one or by pasting many. */
export function KeyList({ title, lead, keys, onChange }: KeyListProps) {
  const [find, setFind] = useState("");
  const [pasting, setPasting] = useState(false);
  const found = find === "" ? keys : keys.filter((key) => key.includes(find));
  return (
    <section aria-label={title} className={classes.keys}>
      <Group justify="space-between" align="flex-start">
        <div>
          <h2 className={classes.title}>
            {title} <span className={classes.count}>{counted(keys.length, "key")}</span>
          </h2>
          <Text size="sm" c="dimmed">
            {lead}
          </Text>
        </div>
        <Button variant="default" size="xs" onClick={() => setPasting(true)}>
          Add keys
        </Button>
      </Group>
      {keys.length > SHOWN ? (
        <TextInput
          aria-label={`Find in ${title.toLowerCase()}`}
          placeholder="Find a key"
          size="sm"
          value={find}
          onChange={({ currentTarget }) => setFind(currentTarget.value)}
        />
      ) : null}
      {found.length > 0 ? (
        <ul className={classes.pills}>
          {found.slice(0, SHOWN).map((key) => (
            <li key={key}>
              <bdi>{key}</bdi>
              <button
                type="button"
                aria-label={`Remove ${key}`}
                onClick={() => onChange(keys.filter((one) => one !== key))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {found.length > SHOWN ? (
        <Text size="sm" c="dimmed">
          and {counted(found.length - SHOWN, "other")}
        </Text>
      ) : null}
      {find !== "" && found.length === 0 ? <Text size="sm">No key in the list has that in it.</Text> : null}
      {keys.length > 1 ? (
        <div>
          <Button variant="subtle" color="gray" size="xs" onClick={() => onChange([])}>
            Remove all {counted(keys.length, "key")}
          </Button>
        </div>
      ) : null}
      {pasting ? (
        <PasteKeys
          title={title}
          present={keys}
          onClose={() => setPasting(false)}
          onAdd={(added) => {
            setPasting(false);
            onChange([...keys, ...added]);
          }}
        />
      ) : null}
    </section>
  );
}

interface PasteKeysProps {
  title: string;
  present: readonly string[];
  onAdd: (keys: string[]) => void;
  onClose: () => void;
}

function PasteKeys({ title, present, onAdd, onClose }: PasteKeysProps) {
  const [text, setText] = useState("");
  const { keys, repeated, tooLong } = parseKeys(text);
  const known = new Set(present);
  const fresh = keys.filter((key) => !known.has(key));
  const tooMany = present.length + fresh.length > MAX_KEYS;
  const notes = [
    keys.length - fresh.length > 0 ? `${counted(keys.length - fresh.length, "key")} there already` : "",
    repeated > 0 ? `${repeated} repeated` : "",
    tooLong.length > 0 ? `${tooLong.length} left out: longer than 1,000 characters` : "",
  ].filter(Boolean);
  return (
    <Modal opened onClose={onClose} title={`Add to: ${title.toLowerCase()}`} size="lg">
      <Stack>
        <Textarea
          label="Keys"
          description="One on each line, or with commas between them; paste as many as you like"
          // Not as high as its text: to measure thousands of lines takes seconds.
          rows={8}
          data-autofocus
          spellCheck={false}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onPaste={(event) => {
            // Chromium types pasted lines one by one, which takes it minutes for a hundred thousand.
            const { value, selectionStart, selectionEnd } = event.currentTarget;
            setText(value.slice(0, selectionStart) + event.clipboardData.getData("text") + value.slice(selectionEnd));
            event.preventDefault();
          }}
          error={tooMany ? `A segment lists at most ${MAX_KEYS.toLocaleString("en")} keys` : undefined}
        />
        <Text size="sm" role="status">
          {counted(fresh.length, "new key")}
          {notes.length > 0 ? `; ${notes.join(", ")}` : ""}
        </Text>
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={fresh.length === 0 || tooMany} onClick={() => onAdd(fresh)}>
            Add {counted(fresh.length, "key")}
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
