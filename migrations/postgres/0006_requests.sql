CREATE TABLE "change_requests" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"title" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"operations" text COLLATE "C" NOT NULL,
	"schedule_id" text COLLATE "C",
	"digest" text COLLATE "C" NOT NULL,
	"environment_ids" text COLLATE "C" NOT NULL,
	"apply_when_approved" bigint NOT NULL,
	"author_kind" text COLLATE "C" NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"author_name" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_seen" (
	"project_id" text COLLATE "C" NOT NULL,
	"actor_id" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "inbox_seen_by_actor" PRIMARY KEY("project_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "request_events" (
	"request_id" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	"at" bigint NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"actor_kind" text COLLATE "C" NOT NULL,
	"actor_id" text COLLATE "C" NOT NULL,
	"actor_name" text COLLATE "C" NOT NULL,
	"text" text COLLATE "C",
	"digest" text COLLATE "C",
	"environment_ids" text COLLATE "C" NOT NULL,
	CONSTRAINT "request_events_in_order" PRIMARY KEY("request_id","position")
);
--> statement-breakpoint
CREATE TABLE "schedule_runs" (
	"schedule_id" text COLLATE "C" NOT NULL,
	"due_at" bigint NOT NULL,
	"at" bigint NOT NULL,
	"outcome" text COLLATE "C" NOT NULL,
	"message" text COLLATE "C" NOT NULL,
	CONSTRAINT "schedule_runs_by_due_time" PRIMARY KEY("schedule_id","due_at")
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"title" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"operations" text COLLATE "C" NOT NULL,
	"cron" text COLLATE "C",
	"time_zone" text COLLATE "C" NOT NULL,
	"next_at" bigint,
	"missed" text COLLATE "C" NOT NULL,
	"grace_ms" bigint NOT NULL,
	"held" text COLLATE "C",
	"request_id" text COLLATE "C",
	"author_kind" text COLLATE "C" NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"author_name" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox_seen" ADD CONSTRAINT "inbox_seen_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_events" ADD CONSTRAINT "request_events_request_id_change_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."change_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_runs" ADD CONSTRAINT "schedule_runs_schedule_id_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."schedules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "change_requests_by_number" ON "change_requests" USING btree ("project_id","number");--> statement-breakpoint
CREATE INDEX "change_requests_by_state" ON "change_requests" USING btree ("project_id","state","number");--> statement-breakpoint
CREATE INDEX "change_requests_by_author" ON "change_requests" USING btree ("project_id","author_id","number");--> statement-breakpoint
CREATE INDEX "schedule_runs_failed" ON "schedule_runs" USING btree ("at","due_at") WHERE outcome in ('failed', 'missed');--> statement-breakpoint
CREATE UNIQUE INDEX "schedules_by_number" ON "schedules" USING btree ("project_id","number");--> statement-breakpoint
CREATE INDEX "schedules_by_due_time" ON "schedules" USING btree ("next_at") WHERE "schedules"."next_at" is not null;