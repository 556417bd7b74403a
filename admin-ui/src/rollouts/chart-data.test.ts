import { describe, expect, it } from "vitest";
import type { Rollout } from "../api/types.ts";
import { seriesOf, withEnds } from "./chart-data.ts";

const point = (at: number, treated: [number, number], control: [number, number], evidence = 1) => ({
  at,
  point: { stage: 0, evidence, guards: [{ evidence, treated, control }] },
});

describe("the lines of a guard", () => {
  it("are shares of what came since the point before, once enough has come", () => {
    const points = [point(1, [100, 1], [1000, 1]), point(2, [150, 1], [2000, 3]), point(3, [200, 11], [2000, 3], 40)];
    expect(seriesOf(points, 0)).toEqual({
      at: [1, 2, 3],
      stage: [0, 0, 0],
      evidence: [1, 1, 40],
      own: [1, 1, 40],
      // 50 more are too few; of the next 100 ten were bad.
      treated: [1, 1, 10],
      control: [0.1, 0.2, 0.2],
    });
  });

  it("have no value before anything came, and leave out what can't be read", () => {
    const points = [{ at: 0, point: null }, { at: 1, point: { stage: 0, guards: "none" } }, point(2, [0, 0], [0, 0])];
    expect(seriesOf(points, 0)).toMatchObject({ at: [2], treated: [null], control: [null] });
    expect(seriesOf(points, 1).at).toEqual([]);
  });

  it("end with what the end was decided on", () => {
    const evidence = {
      evidence: 300,
      guards: [{ evidence: 900, treated: { of: 300, bad: 40 }, control: { of: 900, bad: 1 } }],
    };
    const progress = { stage: 0, since: 0, percentage: 5, endedAt: 9, evidence } as Rollout["progress"];
    const points = [point(1, [100, 1], [300, 1])];
    const plan = { guards: [{}] } as Rollout["plan"];
    expect(seriesOf(withEnds(points, { plan, progress }), 0)).toMatchObject({
      at: [1, 9],
      own: [1, 900],
      treated: [1, 19.5],
    });
    expect(withEnds(points, { plan, progress: { ...progress, endedAt: undefined } })).toBe(points);
    const damaged = { ...progress, evidence: { guards: [null] } };
    expect(seriesOf(withEnds(points, { plan, progress: damaged }), 0).at).toEqual([1]);
  });

  it("go from nothing to the end where the first look was the last, however little had come", () => {
    const evidence = {
      evidence: 120,
      guards: [{ evidence: 240, treated: { of: 20, bad: 10 }, control: { of: 90, bad: 0 } }],
    };
    const progress = { stage: 0, since: 0, percentage: 5, startedAt: 5, endedAt: 7, evidence } as Rollout["progress"];
    const rollout = { plan: { guards: [{}] } as Rollout["plan"], progress };
    expect(seriesOf(withEnds([], rollout), 0)).toEqual({
      at: [5, 7],
      stage: [0, 0],
      evidence: [1, 120],
      own: [1, 240],
      treated: [null, 50],
      control: [null, 0],
    });
  });

  it("are thinned out for a long rollout, the last moment kept", () => {
    const points = Array.from({ length: 4000 }, (_, at) => point(at, [at * 100, at], [at * 1000, at]));
    const { at } = seriesOf(points, 0);
    expect(at.length).toBeLessThan(260);
    expect(at.at(-1)).toBe(3999);
  });
});
