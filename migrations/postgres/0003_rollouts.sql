CREATE TABLE "guard_reports" (
	"rollout_id" text COLLATE "C" NOT NULL,
	"source" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"stage" bigint NOT NULL,
	"at" bigint NOT NULL,
	"report" text COLLATE "C" NOT NULL,
	CONSTRAINT "guard_reports_by_source" PRIMARY KEY("rollout_id","source","seq","stage")
);
--> statement-breakpoint
CREATE TABLE "rollout_points" (
	"rollout_id" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	"point" text COLLATE "C" NOT NULL,
	CONSTRAINT "rollout_points_by_time" PRIMARY KEY("rollout_id","at")
);
--> statement-breakpoint
CREATE TABLE "rollout_states" (
	"rollout_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rollouts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"environment_id" text COLLATE "C" NOT NULL,
	"flag_id" text COLLATE "C" NOT NULL,
	"running" text COLLATE "C",
	"status" text COLLATE "C" NOT NULL,
	"plan" text COLLATE "C" NOT NULL,
	"progress" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "configurations" ADD COLUMN "guard" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "guard_reports" ADD CONSTRAINT "guard_reports_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollout_points" ADD CONSTRAINT "rollout_points_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollout_states" ADD CONSTRAINT "rollout_states_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_flag_id_flags_id_fk" FOREIGN KEY ("flag_id") REFERENCES "public"."flags"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "guard_reports_by_time" ON "guard_reports" USING btree ("rollout_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "rollouts_running" ON "rollouts" USING btree ("running");--> statement-breakpoint
CREATE INDEX "rollouts_by_flag" ON "rollouts" USING btree ("environment_id","flag_id","created_at");--> statement-breakpoint
CREATE INDEX "rollouts_by_status" ON "rollouts" USING btree ("status");