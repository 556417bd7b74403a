CREATE TABLE `guard_reports` (
	`rollout_id` text NOT NULL,
	`source` text NOT NULL,
	`seq` integer NOT NULL,
	`stage` integer NOT NULL,
	`at` integer NOT NULL,
	`report` text NOT NULL,
	PRIMARY KEY(`rollout_id`, `source`, `seq`, `stage`),
	FOREIGN KEY (`rollout_id`) REFERENCES `rollouts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `guard_reports_by_time` ON `guard_reports` (`rollout_id`,`at`);--> statement-breakpoint
CREATE TABLE `rollout_points` (
	`rollout_id` text NOT NULL,
	`at` integer NOT NULL,
	`point` text NOT NULL,
	PRIMARY KEY(`rollout_id`, `at`),
	FOREIGN KEY (`rollout_id`) REFERENCES `rollouts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `rollout_states` (
	`rollout_id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`rollout_id`) REFERENCES `rollouts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `rollouts` (
	`id` text PRIMARY KEY NOT NULL,
	`environment_id` text NOT NULL,
	`flag_id` text NOT NULL,
	`running` text,
	`status` text NOT NULL,
	`plan` text NOT NULL,
	`progress` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`flag_id`) REFERENCES `flags`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rollouts_running` ON `rollouts` (`running`);--> statement-breakpoint
CREATE INDEX `rollouts_by_flag` ON `rollouts` (`environment_id`,`flag_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `rollouts_by_status` ON `rollouts` (`status`);--> statement-breakpoint
ALTER TABLE `configurations` ADD `guard` text;