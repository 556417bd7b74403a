import { Button, Stack, Text } from "@mantine/core";
import { sentence, variantWords } from "@switchyard/core/words";
import { IconOctagonMinusFilled } from "@tabler/icons-react";
import type { UseMutationResult } from "@tanstack/react-query";
import { ApiFailure } from "../api/client.ts";
import type { Flag } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { Sentence } from "../ui/sentence.tsx";
import { KillReason } from "./kill-reason.tsx";

interface KillConfirmationProps {
  flag: Flag;
  environment: string;
  reason: string;
  onReason: (reason: string) => void;
  killing: UseMutationResult<unknown, Error, void>;
  onClose: () => void;
}

export function KillConfirmation({ flag, environment, reason, onReason, killing, onClose }: KillConfirmationProps) {
  const configuration = flag.environments[environment];
  const answer = configuration ? variantWords(flag, configuration.offVariant) : "the off variant";
  return (
    <Stack>
      <Text fz="lg" fw={550}>
        Everyone in {environment} gets <strong>{answer}</strong>, at once, until it is restored.
      </Text>
      {configuration ? (
        <div>
          <Text size="sm" c="dimmed" mb={2}>
            Now
          </Text>
          <Sentence text={sentence(flag, configuration, environment)} />
        </div>
      ) : null}
      <KillReason reason={reason} onReason={onReason} />
      {killing.isError ? <Problem title={failureTitle(flag.key, killing.error)} error={killing.error} /> : null}
      <Actions>
        <Button variant="default" size="md" data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button
          color="kill"
          size="md"
          leftSection={<IconOctagonMinusFilled size={20} aria-hidden />}
          loading={killing.isPending}
          onClick={() => killing.mutate()}
        >
          Kill {flag.key}
        </Button>
      </Actions>
    </Stack>
  );
}

/** Whether it is still on is said only when the server said so. */
function failureTitle(flag: string, error: Error): string {
  const answered = error instanceof ApiFailure && error.status !== 0;
  return answered ? `${flag} was not killed: it still answers as before` : `${flag} may not be killed`;
}
