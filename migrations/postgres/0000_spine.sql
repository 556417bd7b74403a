CREATE TABLE "changes" (
	"id" bigint PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"action" text COLLATE "C" NOT NULL,
	"actor_kind" text COLLATE "C" NOT NULL,
	"actor_id" text COLLATE "C" NOT NULL,
	"actor_name" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"project_id" text COLLATE "C",
	"environment_id" text COLLATE "C",
	"flag" text COLLATE "C",
	"segment" text COLLATE "C",
	"before" text COLLATE "C" NOT NULL,
	"after" text COLLATE "C" NOT NULL,
	"versions" text COLLATE "C" NOT NULL,
	"previous_hash" text COLLATE "C" NOT NULL,
	"hash" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "configurations" (
	"flag_id" text COLLATE "C" NOT NULL,
	"environment_id" text COLLATE "C" NOT NULL,
	"enabled" bigint NOT NULL,
	"off_variant" text COLLATE "C" NOT NULL,
	"prerequisites" text COLLATE "C" NOT NULL,
	"targets" text COLLATE "C" NOT NULL,
	"rules" text COLLATE "C" NOT NULL,
	"fallthrough" text COLLATE "C" NOT NULL,
	"killed" text COLLATE "C",
	"version" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "configurations_by_flag" PRIMARY KEY("flag_id","environment_id")
);
--> statement-breakpoint
CREATE TABLE "environment_versions" (
	"environment_id" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"change_id" bigint NOT NULL,
	"flags" text COLLATE "C" NOT NULL,
	"segments" text COLLATE "C" NOT NULL,
	CONSTRAINT "environment_versions_by_version" PRIMARY KEY("environment_id","version")
);
--> statement-breakpoint
CREATE TABLE "environments" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"protected" bigint NOT NULL,
	"version" bigint NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evaluated_flags" (
	"environment_id" text COLLATE "C" NOT NULL,
	"flag" text COLLATE "C" NOT NULL,
	"evaluated_at" bigint NOT NULL,
	CONSTRAINT "evaluated_flags_by_flag" PRIMARY KEY("environment_id","flag")
);
--> statement-breakpoint
CREATE TABLE "evaluation_counts" (
	"environment_id" text COLLATE "C" NOT NULL,
	"flag" text COLLATE "C" NOT NULL,
	"hour" bigint NOT NULL,
	"variant" text COLLATE "C" NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "evaluation_counts_by_flag" PRIMARY KEY("environment_id","flag","hour","variant")
);
--> statement-breakpoint
CREATE TABLE "event_counts" (
	"environment_id" text COLLATE "C" NOT NULL,
	"event" text COLLATE "C" NOT NULL,
	"hour" bigint NOT NULL,
	"count" bigint NOT NULL,
	"sum" double precision NOT NULL,
	CONSTRAINT "event_counts_by_event" PRIMARY KEY("environment_id","event","hour")
);
--> statement-breakpoint
CREATE TABLE "flags" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"description" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"variants" text COLLATE "C" NOT NULL,
	"tags" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"lifetime" text COLLATE "C" NOT NULL,
	"client_side" bigint NOT NULL,
	"salt" text COLLATE "C" NOT NULL,
	"archived" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "keys" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"environment_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"hint" text COLLATE "C" NOT NULL,
	"sha256" text COLLATE "C" NOT NULL,
	"origins" text COLLATE "C" NOT NULL,
	"signed_context" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text COLLATE "C" NOT NULL,
	"last_used_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "keys_by_sha256" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"value" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "projects_by_key" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"user_id" text COLLATE "C" NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"search" text COLLATE "C" NOT NULL,
	CONSTRAINT "saved_views_by_name" PRIMARY KEY("user_id","project_id","name")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"project_id" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"rules" text COLLATE "C" NOT NULL,
	"included_keys" text COLLATE "C" NOT NULL,
	"excluded_keys" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"user_id" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tracked_events" (
	"environment_id" text COLLATE "C" NOT NULL,
	"event" text COLLATE "C" NOT NULL,
	"tracked_at" bigint NOT NULL,
	CONSTRAINT "tracked_events_by_event" PRIMARY KEY("environment_id","event")
);
--> statement-breakpoint
CREATE TABLE "unknown_flags" (
	"environment_id" text COLLATE "C" NOT NULL,
	"flag" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"count" bigint NOT NULL,
	"first_seen_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL,
	"app" text COLLATE "C",
	"dismissed" bigint NOT NULL,
	CONSTRAINT "unknown_flags_by_flag" PRIMARY KEY("environment_id","flag","kind")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"email" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"password_hash" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "configurations" ADD CONSTRAINT "configurations_flag_id_flags_id_fk" FOREIGN KEY ("flag_id") REFERENCES "public"."flags"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "configurations" ADD CONSTRAINT "configurations_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_versions" ADD CONSTRAINT "environment_versions_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_versions" ADD CONSTRAINT "environment_versions_change_id_changes_id_fk" FOREIGN KEY ("change_id") REFERENCES "public"."changes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluated_flags" ADD CONSTRAINT "evaluated_flags_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_counts" ADD CONSTRAINT "evaluation_counts_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_counts" ADD CONSTRAINT "event_counts_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flags" ADD CONSTRAINT "flags_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "keys" ADD CONSTRAINT "keys_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracked_events" ADD CONSTRAINT "tracked_events_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unknown_flags" ADD CONSTRAINT "unknown_flags_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "changes_by_project" ON "changes" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "changes_by_environment" ON "changes" USING btree ("environment_id","id") WHERE "changes"."environment_id" is not null;--> statement-breakpoint
CREATE INDEX "changes_by_flag" ON "changes" USING btree ("project_id","flag","id") WHERE "changes"."flag" is not null;--> statement-breakpoint
CREATE INDEX "changes_by_segment" ON "changes" USING btree ("project_id","segment","id") WHERE "changes"."segment" is not null;--> statement-breakpoint
CREATE INDEX "configurations_by_environment" ON "configurations" USING btree ("environment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "environment_versions_by_change" ON "environment_versions" USING btree ("environment_id","change_id");--> statement-breakpoint
CREATE UNIQUE INDEX "environments_by_key" ON "environments" USING btree ("project_id","key");--> statement-breakpoint
CREATE INDEX "evaluation_counts_by_hour" ON "evaluation_counts" USING btree ("environment_id","hour");--> statement-breakpoint
CREATE INDEX "event_counts_by_hour" ON "event_counts" USING btree ("environment_id","hour");--> statement-breakpoint
CREATE UNIQUE INDEX "flags_by_key" ON "flags" USING btree ("project_id","key");--> statement-breakpoint
CREATE INDEX "keys_by_environment" ON "keys" USING btree ("environment_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "segments_by_key" ON "segments" USING btree ("project_id","key");--> statement-breakpoint
CREATE INDEX "sessions_by_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_by_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "unknown_flags_by_age" ON "unknown_flags" USING btree ("environment_id","kind","last_seen_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_by_email" ON "users" USING btree (lower("email"));