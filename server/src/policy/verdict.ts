import type { Policy } from "../storage/port.ts";
import type { Exposure } from "./exposure-of.ts";
import type { Obstacle } from "./obstacles.ts";

/** What the policy says of a change in one environment. */
export interface Verdict extends Exposure {
  policy: Policy | undefined;
  obstacles: Obstacle[];
  /** Whether this author may push through what holds it there. */
  mayBreakGlass: boolean;
}
