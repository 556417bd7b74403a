import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changePerson, endSessionsOf, offerNewPassword } from "../api/people.ts";
import type { Member, NewInvitation, PersonPatch } from "../api/types.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";

interface AccountOfProps {
  member: Member;
  /** It is the account of the person who looks: they do not shut themselves out. */
  isOwn: boolean;
  onClose: () => void;
  /** A link for a new password was made, which can be read only now. */
  onLink: (link: NewInvitation) => void;
}

/** What owners of the server do with somebody's account, which is the same in every project. */
export function AccountOf({ member: { id, name, owner, active }, isOwn, onClose, onLink }: AccountOfProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const changing = useMutation({
    mutationFn: (patch: PersonPatch) => changePerson(id, patch),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
  });
  const ending = useMutation({
    mutationFn: () => endSessionsOf(id),
    onSuccess: () => say({ title: "Signed out", message: `${name} has to sign in again everywhere.` }),
  });
  const linking = useMutation({ mutationFn: () => offerNewPassword(id), onSuccess: onLink });
  const error = changing.error ?? ending.error ?? linking.error;
  const makesOwner = changing.isPending && changing.variables.owner !== undefined;
  return (
    <section aria-label={`Account of ${name}`}>
      <Stack gap="xs">
        <Text size="sm" fw={500}>
          Account, in every project
        </Text>
        <Group gap="xs">
          <Button variant="default" size="xs" loading={ending.isPending} onClick={() => ending.mutate()}>
            Sign out everywhere
          </Button>
          <Button variant="default" size="xs" loading={linking.isPending} onClick={() => linking.mutate()}>
            Link for a new password
          </Button>
          {isOwn ? null : (
            <>
              <Button
                variant="default"
                size="xs"
                loading={makesOwner}
                onClick={() => changing.mutate({ owner: !owner })}
              >
                {owner ? "Make no longer an owner" : "Make an owner"}
              </Button>
              <Button
                variant="default"
                size="xs"
                loading={changing.isPending && !makesOwner}
                onClick={() => (active ? setAsking(true) : changing.mutate({ active: true }))}
              >
                {active ? "Deactivate…" : "Activate again"}
              </Button>
            </>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {wordsOf({ isOwn, active })}
        </Text>
        {error && !asking ? <Problem title={`The account of ${name} was not changed`} error={error} /> : null}
      </Stack>
      {asking ? (
        <Confirm
          title={`Deactivate ${name}?`}
          confirmLabel={`Deactivate ${name}`}
          doing={changing}
          errorTitle={`${name} is still active`}
          onConfirm={() => changing.mutate({ active: false })}
          onClose={() => setAsking(false)}
        >
          <Text style={{ overflowWrap: "anywhere" }}>
            {name} is signed out everywhere and can’t sign in, and their API tokens are refused, in every project, until
            an owner activates the account again. Programs keep their own tokens, and what {name} did stays in the
            history.
          </Text>
        </Confirm>
      ) : null}
    </section>
  );
}

function wordsOf({ isOwn, active }: { isOwn: boolean; active: boolean }): string {
  if (isOwn)
    return "This is you: another owner makes you no longer one, or deactivates your account, so that nobody locks themself out.";
  if (!active) return "Activated again, they can sign in with the roles that they had.";
  return "Owners are admin in every project and manage accounts. Deactivating ends somebody’s sessions and tokens at once; what they did stays in the history under their name.";
}
