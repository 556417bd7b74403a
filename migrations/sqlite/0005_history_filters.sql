CREATE INDEX `changes_by_action` ON `changes` (`project_id`,`action`,`id`);--> statement-breakpoint
CREATE INDEX `changes_by_actor` ON `changes` (`project_id`,`actor_id`,`id`);