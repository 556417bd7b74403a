CREATE TABLE `guard_browsers` (
	`rollout_id` text NOT NULL,
	`browser` text NOT NULL,
	`seq` integer NOT NULL,
	`before` integer NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`rollout_id`, `browser`)
);
--> statement-breakpoint
CREATE INDEX `guard_browsers_by_time` ON `guard_browsers` (`seen_at`);