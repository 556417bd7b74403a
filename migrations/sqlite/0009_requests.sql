CREATE TABLE `change_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`title` text NOT NULL,
	`reason` text,
	`operations` text NOT NULL,
	`schedule_id` text,
	`digest` text NOT NULL,
	`environment_ids` text NOT NULL,
	`apply_when_approved` integer NOT NULL,
	`author_kind` text NOT NULL,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `change_requests_by_number` ON `change_requests` (`project_id`,`number`);--> statement-breakpoint
CREATE INDEX `change_requests_by_state` ON `change_requests` (`project_id`,`state`,`number`);--> statement-breakpoint
CREATE INDEX `change_requests_by_author` ON `change_requests` (`project_id`,`author_id`,`number`);--> statement-breakpoint
CREATE TABLE `inbox_seen` (
	`project_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `actor_id`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `request_events` (
	`request_id` text NOT NULL,
	`position` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`text` text,
	`digest` text,
	`environment_ids` text NOT NULL,
	PRIMARY KEY(`request_id`, `position`),
	FOREIGN KEY (`request_id`) REFERENCES `change_requests`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `schedule_runs` (
	`schedule_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`message` text NOT NULL,
	PRIMARY KEY(`schedule_id`, `due_at`),
	FOREIGN KEY (`schedule_id`) REFERENCES `schedules`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `schedule_runs_failed` ON `schedule_runs` (`at`,`due_at`) WHERE outcome in ('failed', 'missed');--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`title` text NOT NULL,
	`reason` text,
	`operations` text NOT NULL,
	`cron` text,
	`time_zone` text NOT NULL,
	`next_at` integer,
	`missed` text NOT NULL,
	`grace_ms` integer NOT NULL,
	`held` text,
	`request_id` text,
	`author_kind` text NOT NULL,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `schedules_by_number` ON `schedules` (`project_id`,`number`);--> statement-breakpoint
CREATE INDEX `schedules_by_due_time` ON `schedules` (`next_at`) WHERE "schedules"."next_at" is not null;