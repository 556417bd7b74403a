CREATE TABLE `after_reviews` (
	`id` text PRIMARY KEY NOT NULL,
	`environment_id` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`reason` text NOT NULL,
	`rules` text NOT NULL,
	`flags` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closed` text,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `after_reviews_by_environment` ON `after_reviews` (`environment_id`,`opened_at`);--> statement-breakpoint
CREATE TABLE `policies` (
	`environment_id` text PRIMARY KEY NOT NULL,
	`require_reason` integer NOT NULL,
	`approvals` integer NOT NULL,
	`break_glass` text NOT NULL,
	`freezes` text NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action
);
