ALTER TABLE `schedules` ADD `made_after` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `schedule_runs_in_time` ON `schedule_runs` (`due_at`,`schedule_id`);