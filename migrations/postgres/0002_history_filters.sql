CREATE INDEX "changes_by_action" ON "changes" USING btree ("project_id","action","id");--> statement-breakpoint
CREATE INDEX "changes_by_actor" ON "changes" USING btree ("project_id","actor_id","id");