CREATE TABLE `evaluated_flags` (
	`environment_id` text NOT NULL,
	`flag` text NOT NULL,
	`evaluated_at` integer NOT NULL,
	PRIMARY KEY(`environment_id`, `flag`),
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `evaluation_counts` (
	`environment_id` text NOT NULL,
	`flag` text NOT NULL,
	`hour` integer NOT NULL,
	`variant` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`environment_id`, `flag`, `hour`, `variant`),
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `evaluation_counts_by_hour` ON `evaluation_counts` (`environment_id`,`hour`);--> statement-breakpoint
CREATE TABLE `event_counts` (
	`environment_id` text NOT NULL,
	`event` text NOT NULL,
	`hour` integer NOT NULL,
	`count` integer NOT NULL,
	`sum` real NOT NULL,
	PRIMARY KEY(`environment_id`, `event`, `hour`),
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `event_counts_by_hour` ON `event_counts` (`environment_id`,`hour`);--> statement-breakpoint
CREATE TABLE `tracked_events` (
	`environment_id` text NOT NULL,
	`event` text NOT NULL,
	`tracked_at` integer NOT NULL,
	PRIMARY KEY(`environment_id`, `event`),
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `unknown_flags` (
	`environment_id` text NOT NULL,
	`flag` text NOT NULL,
	`kind` text NOT NULL,
	`count` integer NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`app` text,
	`dismissed` integer NOT NULL,
	PRIMARY KEY(`environment_id`, `flag`, `kind`),
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `unknown_flags_by_age` ON `unknown_flags` (`environment_id`,`kind`,`last_seen_at`);