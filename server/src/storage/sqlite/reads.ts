import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import type { Sync } from "../promised.ts";
import type { RulesetRowReads } from "../rows/ruleset-rows.ts";
import { createChangeReads } from "./change-reads.ts";
import type { Connection } from "./database.ts";
import { createFlagReads } from "./flag-reads.ts";
import { createPeopleReads } from "./people.ts";
import { createPolicyReads } from "./policies.ts";
import { createProjectReads } from "./project-reads.ts";
import { createRequestReads } from "./requests.ts";
import { createRolloutReads } from "./rollouts.ts";
import { createRulesetReads } from "./ruleset.ts";
import { createScheduleReads } from "./schedules.ts";
import { createWebhookReads } from "./webhook-reads.ts";

/** Every read of the port on one connection, statements prepared. */
export function createReads(db: Connection, onDamage: OnDamage): Sync<Reads & RulesetRowReads> {
  const projectReads = createProjectReads(db, onDamage);
  return {
    ...projectReads,
    ...createFlagReads(db, onDamage),
    ...createChangeReads(db, onDamage),
    ...createPolicyReads(db, onDamage),
    ...createPeopleReads(db, onDamage),
    ...createRolloutReads(db, onDamage),
    ...createRequestReads(db, onDamage),
    ...createScheduleReads(db, onDamage),
    ...createWebhookReads(db, onDamage),
    ...createRulesetReads(db, onDamage, projectReads.epoch),
  };
}
