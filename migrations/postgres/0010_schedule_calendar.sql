ALTER TABLE "schedules" ADD COLUMN "made_after" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "schedule_runs_in_time" ON "schedule_runs" USING btree ("due_at","schedule_id");