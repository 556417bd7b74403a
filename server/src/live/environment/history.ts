import { REACH, type Touched } from "../../storage/port.ts";

type Step = Pick<Touched, "version" | "flags" | "segments"> & {
  /** See {@link stampOf}. */
  stamp?: string;
};

/** Which flags and segments the latest versions touched: what lies between any of them and now. */
export class History {
  #steps: Step[] = [];
  #floor: number;

  /** @param floor the version before the first step: the oldest one that can be continued from */
  constructor(floor: number, steps: Step[] = []) {
    this.#floor = floor;
    this.add(steps);
  }

  /** Steps in order of their versions, each following the last one that was added. */
  add(steps: Step[]): void {
    this.#steps.push(...steps);
    const over = this.#steps.splice(0, Math.max(0, this.#steps.length - REACH));
    this.#floor = over.at(-1)?.version ?? this.#floor;
  }

  /** What made `version`, or `undefined` when that is out of reach. */
  stamp(version: number): string | undefined {
    return this.#steps.findLast((step) => step.version === version)?.stamp;
  }

  /** Everything touched after `version`, or `undefined` when that is out of reach. */
  since(version: number): { flags: Set<string>; segments: Set<string> } | undefined {
    if (version < this.#floor) return undefined;
    const touched = { flags: new Set<string>(), segments: new Set<string>() };
    for (let index = this.#steps.length - 1; index >= 0; index -= 1) {
      const step = this.#steps[index];
      if (step === undefined || step.version <= version) break;
      for (const key of step.flags) touched.flags.add(key);
      for (const key of step.segments) touched.segments.add(key);
    }
    return touched;
  }
}
