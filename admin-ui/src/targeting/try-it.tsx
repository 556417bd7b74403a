import { Button, JsonInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { EvaluationContext } from "@switchyard/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { toInput } from "../flag/draft.ts";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import { evaluate } from "./evaluate.ts";
import { Explained } from "./explained.tsx";

interface TryItProps {
  place: Place;
  flag: Flag;
  configuration: Configuration;
  /** Whether the configuration is not saved yet. */
  isDraft: boolean;
  /** Why it can't be tried now. */
  blocked: boolean;
}

const DELAY_MS = 300;

/** Asks the server what one person would get with what is on screen, saved or not, and shows why. */
export function TryIt({ place, flag, configuration, isDraft, blocked }: TryItProps) {
  const [key, setKey] = useState("user-1");
  const [more, setMore] = useState("");
  const [asked, setAsked] = useState(false);
  const attributes = parseAttributes(more);
  const current =
    blocked || attributes === undefined || configuration.killed
      ? undefined
      : JSON.stringify({
          context: { ...attributes, ...(key === "" ? {} : { targetingKey: key }) },
          config: toInput(configuration, ""),
        });
  // What can't be asked is never a question: after a Discard it would still be the last one, until the delay is over.
  const [question] = useDebouncedValue(current, DELAY_MS);
  const isReady = asked && current !== undefined && question !== undefined;
  const query = useQuery({
    queryKey: ["evaluate", place, question],
    queryFn: ({ signal }) => {
      const { context, config } = JSON.parse(question ?? "") as {
        context: EvaluationContext;
        config: ReturnType<typeof toInput>;
      };
      return evaluate(place, context, config, signal);
    },
    enabled: isReady,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Card aria-label="Try it">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Try it on someone
        </Title>
        <TextInput
          label="Targeting key"
          value={key}
          spellCheck={false}
          autoCapitalize="none"
          maxLength={1000}
          dir="auto"
          onChange={({ currentTarget: { value } }) => setKey(value)}
        />
        <JsonInput
          label="Attributes"
          description="JSON, optional"
          placeholder={'{ "country": "DE" }'}
          autosize
          minRows={2}
          maxRows={12}
          spellCheck={false}
          value={more}
          onChange={setMore}
          error={attributes === undefined ? 'must be a JSON object such as { "country": "DE" }' : undefined}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        {asked ? null : (
          <Button variant="default" onClick={() => setAsked(true)}>
            See what they get
          </Button>
        )}
        {asked && blocked ? (
          <Text size="sm">What is on screen can’t be saved as it is, so it can’t be tried either.</Text>
        ) : null}
        {asked && configuration.killed ? (
          <Text size="sm">The flag is killed: everyone gets the off variant until it is restored.</Text>
        ) : null}
        {isReady && query.error ? <Problem title="This could not be tried" error={query.error} /> : null}
        {isReady && query.data ? (
          <>
            <Text size="xs" c="dimmed">
              {isDraft ? "With what is not saved yet" : "With what is saved"}
            </Text>
            <Explained flag={flag} evaluation={query.data} rules={configuration.rules} />
          </>
        ) : null}
      </Stack>
    </Card>
  );
}

function parseAttributes(text: string): Record<string, unknown> | undefined {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
