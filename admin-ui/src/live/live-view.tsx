import { Button, Group, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay, IconRadar2 } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useLive, useLook } from "../api/live-context.ts";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Modal } from "../ui/modal.tsx";
import { counted } from "../words/count.ts";
import { EvaluationRow } from "./evaluation-row.tsx";
import { type Listed, NOTHING_SEEN, withMore } from "./evaluations.ts";
import classes from "./live.module.css";
import { WhyThisAnswer } from "./why-this-answer.tsx";

interface LiveViewProps {
  place: Place;
  flag: Flag;
  configuration: Configuration;
}

/** Evaluations as they happen. SDKs are asked for them only while this is on screen. */
export function LiveView({ place, flag, configuration }: LiveViewProps) {
  const [seen, setSeen] = useState(NOTHING_SEEN);
  const [paused, setPaused] = useState(false);
  const [opened, setOpened] = useState<Listed>();
  const phone = useMediaQuery("(max-width: 48em)");
  const { status } = useLive();
  const isPaused = useRef(paused);
  isPaused.current = paused;
  useLook(place.project, place.environment, place.flag, (event) =>
    setSeen((was) => withMore(was, event, isPaused.current)),
  );
  const { servers = 0, asked = 0 } = seen.asked ?? {};
  return (
    <Stack>
      <Card aria-label="Evaluations as they happen">
        <Group justify="space-between" align="flex-start">
          <div className={classes.facts} role="status">
            <Text fw={600}>{headline(status, seen.asked !== undefined, asked)}</Text>
            <Text size="sm" c="dimmed">
              {seen.asked === undefined
                ? "Nothing is asked of any SDK unless someone looks here."
                : `${asked} of ${counted(servers, "server SDK")} ${asked === 1 ? "tells" : "tell"} of this flag while you look; browsers are never asked. What an application keeps private never leaves it.`}
            </Text>
          </div>
          <Button
            variant="default"
            size="xs"
            leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
            onClick={() => setPaused(!paused)}
          >
            {paused ? "Go on" : "Pause"}
          </Button>
        </Group>
        {seen.total > 0 ? (
          <Text size="sm" mt="xs">
            {counted(seen.total, "evaluation")} seen{paused ? ", the list stands still" : ""}
            {seen.dropped > 0 ? `; ${seen.dropped} more were too many to tell of` : ""}
          </Text>
        ) : null}
      </Card>
      {seen.items.length === 0 ? (
        <Empty
          icon={IconRadar2}
          title={seen.asked && asked === 0 ? "No application to ask" : "Waiting for an evaluation"}
        >
          {seen.asked && asked === 0
            ? `No server SDK is connected to ${place.environment}. Once an application that uses this flag runs, what it evaluates appears here.`
            : `As soon as an application asks for ${flag.key} in ${place.environment}, the answer appears here with whom it was for.`}
        </Empty>
      ) : (
        <Card flush aria-label="Evaluations">
          <ol className={classes.list} aria-label={`Evaluations of ${flag.key}`}>
            {seen.items.map((item) => (
              <EvaluationRow
                key={item.id}
                item={item}
                flag={flag}
                rules={configuration.rules}
                onOpen={() => {
                  setPaused(true);
                  setOpened(item);
                }}
              />
            ))}
          </ol>
        </Card>
      )}
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title="Why this answer"
        size="lg"
        fullScreen={phone}
      >
        {opened ? <WhyThisAnswer place={place} flag={flag} configuration={configuration} item={opened} /> : null}
      </Modal>
    </Stack>
  );
}

function headline(status: string, isAsked: boolean, asked: number): string {
  if (status !== "live") return "Disconnected: this goes on as soon as the server can be reached";
  if (!isAsked) return "Asking the SDKs…";
  return asked === 0 ? "No server SDK is connected" : "Live";
}
