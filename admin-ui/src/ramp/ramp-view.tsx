import { NativeSelect, Stack, Text } from "@mantine/core";
import { list, percent, rampHint, rampPercentage, rampTo, shortList, variantWords } from "@switchyard/core/words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { isOpen, rolloutsQuery } from "../api/rollouts.ts";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import type { Edit } from "../flag/draft.ts";
import { Guarded } from "../rollouts/guarded.tsx";
import { shares } from "../targeting/serves.ts";
import { Card } from "../ui/card.tsx";
import { counted } from "../words/count.ts";
import { unbroken } from "../words/unbroken.ts";
import { percentageOf } from "./preview.ts";
import { Ramp } from "./ramp.tsx";
import { RampPreview } from "./ramp-preview.tsx";

interface RampViewProps {
  place: Place;
  flag: Flag;
  saved: Configuration;
  /** As it would be with what is not saved yet. */
  edited: Configuration;
  onEdit: (edit: Edit) => void;
}

/** For how many of those whom nothing above names. */
export function RampView({ place, flag, saved, edited, onEdit }: RampViewProps) {
  const [towards, setTowards] = useState<string>();
  const { fallthrough, offVariant } = edited;
  const others = flag.variants.filter(({ key }) => key !== offVariant);
  // Everyone gets the off variant and there are several others: which one to ramp to is for people to say.
  const target = towards ?? (others.length === 1 ? others[0]?.key : undefined);
  const percentage = rampPercentage(flag, edited) ?? (target === undefined ? undefined : 0);
  const ramp = (next: number) => {
    const isAsSaved = "variant" in saved.fallthrough && rampPercentage(flag, saved) === next && towards === undefined;
    if (isAsSaved) return onEdit({ fallthrough: saved.fallthrough });
    const begin = "variant" in fallthrough && fallthrough.variant === offVariant && target !== undefined;
    onEdit({
      fallthrough: begin
        ? { rollout: { percentage: next, variants: [{ variant: target, weight: 1 }], otherwise: offVariant } }
        : rampTo(flag, edited, next),
    });
  };
  const bucketBy = "rollout" in fallthrough ? (fallthrough.rollout.bucketBy ?? "targetingKey") : "targetingKey";
  const isActive = saved.enabled && !saved.killed;
  const { data: rollouts } = useQuery(rolloutsQuery(place));
  const running = rollouts?.find(isOpen);
  // What a rollout raises is not moved by hand besides: that would end it.
  const isHeld = running !== undefined && running.plan.rule === undefined;
  return (
    <Stack>
      <Guarded place={place} flag={flag} saved={saved} />
      <Card aria-label={`Ramp in ${place.environment}`}>
        <Stack gap="lg">
          <Above configuration={edited} />
          {"variant" in fallthrough && others.length > 1 && fallthrough.variant === offVariant ? (
            <NativeSelect
              label="Ramp to"
              description={`Everyone else gets ${variantWords(flag, offVariant)} now`}
              w="min(24rem, 100%)"
              value={target ?? ""}
              data={[
                { value: "", label: "Choose a variant" },
                ...others.map(({ key }) => ({ value: key, label: variantWords(flag, key) })),
              ]}
              onChange={({ currentTarget: { value } }) => setTowards(value || undefined)}
            />
          ) : null}
          {isHeld ? (
            <Text size="sm">
              The guarded rollout moves this percentage, now {unbroken(percent(percentage ?? 0))}. To move it by hand,
              end the rollout first.
            </Text>
          ) : percentage === undefined ? null : (
            <Ramp
              environment={place.environment}
              value={percentage}
              hint={unbroken(rampHint(flag, saved, edited))}
              onChange={ramp}
            />
          )}
          {"rollout" in fallthrough && flag.variants.length > 2 ? (
            <Text size="sm">
              Split now: {unbroken(shortList(splitWords(flag, edited), "and", 5))}; the rest get{" "}
              {variantWords(flag, fallthrough.rollout.otherwise)}. The split is set in{" "}
              <Link
                to="/projects/$project/flags/$flag"
                params={{ project: place.project, flag: flag.key }}
                search={{ environment: place.environment }}
              >
                Targeting
              </Link>
              ; moving the percentage never moves anyone from one variant to another.
            </Text>
          ) : null}
        </Stack>
      </Card>
      {percentage === undefined || isHeld ? null : (
        <RampPreview
          salt={flag.salt}
          from={isActive ? percentageOf(saved.fallthrough, saved.offVariant) : 0}
          to={edited.enabled && !saved.killed ? percentage : 0}
          bucketBy={bucketBy}
        />
      )}
    </Stack>
  );
}

/** A percentage is only of those who are left: whoever reads it should know that others are decided before. */
function Above({ configuration: { prerequisites, targets, rules } }: { configuration: Configuration }) {
  const named = targets.reduce((sum, { keys }) => sum + keys.length, 0);
  const first = [
    ...(prerequisites.length > 0 ? [counted(prerequisites.length, "prerequisite")] : []),
    ...(named > 0 ? [named === 1 ? "1 person by name" : `${named} people by name`] : []),
    ...(rules.length > 0 ? [counted(rules.length, "rule")] : []),
  ];
  return (
    <Text size="sm" c="dimmed">
      {first.length === 0
        ? "Nothing else decides: the percentage is of everyone."
        : `The percentage is of everyone else: ${list(first, "and")} ${first.length === 1 && /^1 /.test(first[0] ?? "") ? "decides" : "decide"} first, and the ramp does not move them.`}
    </Text>
  );
}

function splitWords(flag: Flag, { fallthrough }: Configuration): string[] {
  if (!("rollout" in fallthrough)) return [];
  const each = shares(fallthrough.rollout);
  return fallthrough.rollout.variants.map(
    ({ variant }, index) => `${variantWords(flag, variant)} ${percent(each[index] ?? 0)}`,
  );
}
