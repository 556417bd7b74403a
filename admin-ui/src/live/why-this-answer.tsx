import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Configuration, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { evaluate } from "../targeting/evaluate.ts";
import { Explained } from "../targeting/explained.tsx";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import type { Listed } from "./evaluations.ts";
import classes from "./live.module.css";

interface WhyThisAnswerProps {
  place: Place;
  flag: Flag;
  configuration: Configuration;
  item: Listed;
}

/** What the SDK told, and how the same context comes out of what is saved now. */
export function WhyThisAnswer({ place, flag, configuration, item }: WhyThisAnswerProps) {
  const query = useQuery({
    queryKey: ["evaluate", place, "live", item.id, configuration.version],
    queryFn: ({ signal }) => evaluate(place, item.context, undefined, signal),
    retry: false,
  });
  const isOther = query.data && (query.data.variant ?? null) !== item.variant;
  return (
    <Stack>
      <div>
        <Text size="sm" c="dimmed">
          What {item.app ?? item.instance} told of
        </Text>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className={classes.context} tabIndex={0}>
          {JSON.stringify(item.context, null, 2)}
        </pre>
        <Text size="sm" c="dimmed">
          What the application keeps private is shown as [private]: its value never left it.
        </Text>
      </div>
      {query.isPending ? <Skeleton height={120} role="status" aria-label="Working it out" /> : null}
      {query.error ? <Problem title="This could not be worked out" error={query.error} /> : null}
      {query.data ? (
        <>
          {isOther ? (
            <Card tone="warn">
              <Text size="sm">
                With what is saved now, and without private values, the answer is another one than the application got.
                It may have had an earlier version, or its answer depends on something private.
              </Text>
            </Card>
          ) : null}
          <Explained flag={flag} evaluation={query.data} rules={configuration.rules} />
        </>
      ) : null}
    </Stack>
  );
}
