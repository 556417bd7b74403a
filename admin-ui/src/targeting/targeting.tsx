import { NativeSelect, Skeleton, Stack, Text, Title } from "@mantine/core";
import { variantWords } from "@switchyard/core/words";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import type { Edit } from "../flag/draft.ts";
import { Card } from "../ui/card.tsx";
import { PrerequisitesEditor } from "./prerequisites-editor.tsx";
import { ProblemList } from "./problem-list.tsx";
import { problemsAt } from "./problems.ts";
import { Rules } from "./rules.tsx";
import { SegmentLinks } from "./segment-links.tsx";
import { ServeEditor } from "./serve-editor.tsx";
import { TakeOver } from "./take-over.tsx";
import classes from "./targeting.module.css";
import { TargetsEditor } from "./targets-editor.tsx";
import { useTraffic } from "./traffic.ts";
import { TryIt } from "./try-it.tsx";
import { useProblems } from "./use-problems.ts";
import { variantOptions } from "./variant-options.ts";
import { useWorld } from "./world.ts";

interface TargetingProps {
  place: Place;
  flag: Flag;
  /** As it would be with what is not saved yet. */
  edited: Configuration;
  isDraft: boolean;
  onEdit: (edit: Edit) => void;
}

/** Everything that decides who gets what, in the order in which it decides. */
export function Targeting({ place, flag, edited, isDraft, onEdit }: TargetingProps) {
  const world = useWorld(place.project);
  const traffic = useTraffic(place);
  const problems = useProblems(flag, edited, world);
  if (!world) return <Skeleton height={320} radius="lg" role="status" aria-label="Loading the targeting" />;
  const off = variantWords(flag, edited.offVariant);
  return (
    <div className={classes.columns}>
      <div className={classes.sections}>
        <ProblemList problems={problems} />
        <Section title="Prerequisites" aria-label="Prerequisites">
          <PrerequisitesEditor
            flag={flag.key}
            off={off}
            prerequisites={edited.prerequisites}
            onChange={(prerequisites) => onEdit({ prerequisites })}
            problems={problems}
            world={world}
          />
        </Section>
        <Section title="People by name" aria-label="People by name">
          <TargetsEditor
            flag={flag}
            targets={edited.targets}
            onChange={(targets) => onEdit({ targets })}
            problems={problems}
          />
        </Section>
        <Section title="Rules" note="The first that matches decides." aria-label="Rules">
          <Rules
            flag={flag}
            offVariant={edited.offVariant}
            rules={edited.rules}
            onChange={(rules) => onEdit({ rules })}
            problems={problems}
            traffic={traffic}
            world={world}
          />
          <SegmentLinks rules={edited.rules} />
        </Section>
        <Section title="Everyone else" aria-label="Everyone else">
          <Stack gap="lg">
            <ServeEditor
              whom="everyone else"
              flag={flag}
              offVariant={edited.offVariant}
              serve={edited.fallthrough}
              onChange={(fallthrough) => onEdit({ fallthrough })}
              problems={problemsAt(problems, "fallthrough")}
              attributes={world.attributes}
            />
            <NativeSelect
              label="Off variant"
              description="The safe answer: what everyone gets while the flag is off or killed, and when a prerequisite fails"
              w="min(24rem, 100%)"
              value={edited.offVariant}
              data={variantOptions(flag)}
              onChange={({ currentTarget: { value } }) => onEdit({ offVariant: value })}
              error={problemsAt(problems, "offVariant")[0]?.message}
            />
          </Stack>
        </Section>
      </div>
      <aside className={classes.aside}>
        <TryIt place={place} flag={flag} configuration={edited} isDraft={isDraft} blocked={problems.length > 0} />
        <TakeOver flag={flag} environment={place.environment} edited={edited} onEdit={onEdit} />
      </aside>
    </div>
  );
}

interface SectionProps {
  title: string;
  note?: string;
  "aria-label": string;
  children: React.ReactNode;
}

function Section({ title, note, children, ...rest }: SectionProps) {
  return (
    <Card {...rest}>
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      {note ? (
        <Text size="sm" c="dimmed" mb="sm">
          {note}
        </Text>
      ) : null}
      {children}
    </Card>
  );
}
