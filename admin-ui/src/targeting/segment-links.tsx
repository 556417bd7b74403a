import { Text } from "@mantine/core";
import type { Rule } from "@switchyard/core";
import { Link } from "@tanstack/react-router";
import { segmentsOf } from "../segments/segments-of.ts";
import { useProject } from "../ui/project.ts";

/** The way to who is in the segments that rules ask for. */
export function SegmentLinks({ rules }: { rules: readonly Rule[] }) {
  const project = useProject();
  const segments = [...new Set(rules.flatMap(segmentsOf))];
  if (segments.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" mt="sm" style={{ overflowWrap: "anywhere" }}>
      {segments.length === 1 ? "Segment" : "Segments"} used here:{" "}
      {segments.map((segment, index) => (
        <span key={segment}>
          {index > 0 ? ", " : ""}
          <Link to="/projects/$project/segments/$segment" params={{ project: project.key, segment }}>
            {segment}
          </Link>
        </span>
      ))}
    </Text>
  );
}
