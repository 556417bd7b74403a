CREATE TABLE "triggers" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"environment_id" text COLLATE "C" NOT NULL,
	"flag" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"percentage" text COLLATE "C",
	"hint" text COLLATE "C" NOT NULL,
	"sha256" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text COLLATE "C" NOT NULL,
	"last_used_at" bigint,
	"last_alert" text COLLATE "C",
	"revoked_at" bigint,
	CONSTRAINT "triggers_by_sha256" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "webhook_cursor" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"change_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"webhook_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"change_id" bigint,
	"state" text COLLATE "C" NOT NULL,
	"attempts" bigint NOT NULL,
	"next_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"finished_at" bigint,
	"status" bigint,
	"error" text COLLATE "C",
	"excerpt" text COLLATE "C",
	"duration_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"url" text COLLATE "C" NOT NULL,
	"format" text COLLATE "C" NOT NULL,
	"environments" text COLLATE "C" NOT NULL,
	"actions" text COLLATE "C" NOT NULL,
	"checkpoint_hours" bigint NOT NULL,
	"generation" bigint NOT NULL,
	"rotated_at" bigint,
	"enabled" bigint NOT NULL,
	"disabled_reason" text COLLATE "C",
	"since" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text COLLATE "C" NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"failing_since" bigint,
	"paused_until" bigint DEFAULT 0 NOT NULL,
	"delivered_at" bigint,
	"checkpoint_at" bigint,
	"checkpoint_change" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "triggers" ADD CONSTRAINT "triggers_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "triggers_by_flag" ON "triggers" USING btree ("environment_id","flag","created_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("webhook_id","state","next_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_by_time" ON "webhook_deliveries" USING btree ("webhook_id","created_at");--> statement-breakpoint
CREATE INDEX "webhooks_by_project" ON "webhooks" USING btree ("project_id","created_at");