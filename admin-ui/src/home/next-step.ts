import type { Schedule } from "../api/types.ts";

/** The next time at which a schedule does something to a flag in an environment, if one does. */
export function nextStep(
  schedules: readonly Schedule[],
  { flag, environment }: { flag: string; environment: string },
): { at: number; schedule: number; title: string } | undefined {
  return schedules
    .flatMap(({ number, title, state, nextAt, operations }) => {
      const concerns = (operations ?? []).some(
        (one) => "environment" in one && one.environment === environment && one.flag === flag,
      );
      return state === "active" && nextAt !== null && concerns ? [{ at: nextAt, schedule: number, title }] : [];
    })
    .sort((a, b) => a.at - b.at)[0];
}
