import { Button, Stack, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { flagQuery } from "../api/queries.ts";
import type { Flag } from "../api/types.ts";
import { EditActions } from "../ui/actions.tsx";
import { useProject } from "../ui/project.ts";
import { renderPill } from "../ui/render-pill.tsx";
import { useUnsaved } from "../ui/unsaved.ts";
import { EditedMeanwhile, EveryEnvironment } from "./edit-flag-notes.tsx";
import { factsOf, patchOf } from "./facts.ts";
import { FactsReview } from "./facts-review.tsx";
import { Lifetime } from "./lifetime.tsx";

// Live events tell of what SDKs see; a new name or tag is only found by asking.
const ASK_MS = 3000;

interface EditFlagFormProps {
  flag: Flag;
  /** After a save, and when the edits are thrown away: the form begins anew. */
  onDone: () => void;
}

/** What the flag is in every environment alike. What is not touched here is not written. */
export function EditFlagForm({ flag, onDone }: EditFlagFormProps) {
  const project = useProject();
  const [seen] = useState(() => factsOf(flag));
  useQuery({ ...flagQuery(project.key, flag.key), refetchInterval: ASK_MS });
  const [reviewing, setReviewing] = useState(false);
  const form = useForm({ initialValues: seen });
  const facts = form.values;
  const patch = patchOf(seen, facts);
  const isEdited = Object.keys(patch).length > 0;
  useUnsaved(isEdited);
  return (
    <form
      onSubmit={form.onSubmit(() => {
        if (isEdited) setReviewing(true);
      })}
    >
      <Stack>
        <TextInput
          label="Name"
          description="For people; code asks by the key"
          placeholder={flag.key}
          maxLength={200}
          dir="auto"
          {...form.getInputProps("name")}
        />
        <Textarea
          label="Description"
          description="What changes for people when it is on"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={5000}
          dir="auto"
          {...form.getInputProps("description")}
        />
        <TagsInput
          label="Tags"
          description="Enter or a comma adds one; Backspace takes the last one off"
          maxTags={50}
          maxLength={50}
          acceptValueOnBlur
          renderPill={renderPill}
          {...form.getInputProps("tags")}
        />
        <TextInput
          label="Owner"
          description="The person or team to ask"
          maxLength={200}
          dir="auto"
          {...form.getInputProps("owner")}
        />
        <Lifetime kind={form.getInputProps("lifetime")} expectedRemoval={form.getInputProps("expectedRemoval")} />
        <Switch
          label="Browsers may see it"
          description="Browsers then receive this flag’s key and its answer for the person using them, never its rules."
          {...form.getInputProps("clientSide", { type: "checkbox" })}
        />
        <EveryEnvironment before={seen.clientSide} after={facts.clientSide} />
        <EditedMeanwhile patch={patchOf(seen, factsOf(flag))} mine={patch} />
        {isEdited ? (
          <EditActions>
            <Button variant="default" onClick={onDone}>
              Discard
            </Button>
            <Button type="submit">Review change</Button>
          </EditActions>
        ) : null}
      </Stack>
      {reviewing ? (
        <FactsReview flag={flag} before={seen} after={facts} onClose={() => setReviewing(false)} onSaved={onDone} />
      ) : null}
    </form>
  );
}
