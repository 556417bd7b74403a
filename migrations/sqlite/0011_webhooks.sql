CREATE TABLE `triggers` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`environment_id` text NOT NULL,
	`flag` text NOT NULL,
	`name` text NOT NULL,
	`percentage` text,
	`hint` text NOT NULL,
	`sha256` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`last_used_at` integer,
	`last_alert` text,
	`revoked_at` integer,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `triggers_by_sha256` ON `triggers` (`sha256`);--> statement-breakpoint
CREATE INDEX `triggers_by_flag` ON `triggers` (`environment_id`,`flag`,`created_at`);--> statement-breakpoint
CREATE TABLE `webhook_cursor` (
	`name` text PRIMARY KEY NOT NULL,
	`change_id` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`kind` text NOT NULL,
	`change_id` integer,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`status` integer,
	`error` text,
	`excerpt` text,
	`duration_ms` integer,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`webhook_id`,`state`,`next_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_time` ON `webhook_deliveries` (`webhook_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`format` text NOT NULL,
	`environments` text NOT NULL,
	`actions` text NOT NULL,
	`checkpoint_hours` integer NOT NULL,
	`generation` integer NOT NULL,
	`rotated_at` integer,
	`enabled` integer NOT NULL,
	`disabled_reason` text,
	`since` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`failing_since` integer,
	`paused_until` integer DEFAULT 0 NOT NULL,
	`delivered_at` integer,
	`checkpoint_at` integer,
	`checkpoint_change` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `webhooks_by_project` ON `webhooks` (`project_id`,`created_at`);