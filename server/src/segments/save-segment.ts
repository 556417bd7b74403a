import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SegmentData } from "@switchyard/core";
import { refuseDamaged } from "../flags/damage.ts";
import { asJson } from "../flags/json.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, Segment, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { checkSegment } from "./check.ts";

export interface SegmentInput extends Omit<SegmentData, "key"> {
  name?: string;
}

/**
 * Makes or replaces a segment, which every environment of the project sees.
 *
 * @throws SwitchyardError NOT_FOUND, DAMAGED, INVALID_SEGMENT
 */
export async function saveSegment(
  storage: Storage,
  author: Author,
  where: { project: string; segment: string },
  input: SegmentInput,
): Promise<Segment> {
  return (await storage.change(author, (tx) => saveSegmentStep(where, input)(tx, author))).result;
}

/** The same as a part of a change. */
export function saveSegmentStep(where: { project: string; segment: string }, input: SegmentInput): Step<Segment> {
  return async (tx) => {
    const project = await requireProject(tx, where.project);
    const existing = await tx.segment(project.id, where.segment);
    if (existing === undefined) await refuseDamaged(tx, project, "segment", where.segment);
    const segment: Segment = {
      id: existing?.id ?? randomUUID(),
      projectId: project.id,
      key: where.segment,
      name: input.name ?? existing?.name ?? where.segment,
      rules: input.rules,
      includedKeys: input.includedKeys,
      excludedKeys: input.excludedKeys,
      createdAt: existing?.createdAt ?? Date.now(),
    };
    const before = existing ? decisions(existing) : null;
    const after = decisions(segment);
    if (isDeepStrictEqual(before, after) && existing) return { result: existing };
    const environments = await tx.environments(project.id);
    for (const { id } of environments) await checkSegment(tx, id, segment);
    await tx.putSegment(segment);
    return {
      result: segment,
      change: {
        action: "segment.saved",
        projectId: project.id,
        segment: segment.key,
        before,
        after,
        affects: environments.map(({ id }) => ({ environmentId: id, segments: [segment.key] })),
      },
    };
  };
}

/** What people decide about a segment. */
export const decisions = ({ name, rules, includedKeys, excludedKeys }: Segment) =>
  asJson({ name, rules, includedKeys, excludedKeys });
