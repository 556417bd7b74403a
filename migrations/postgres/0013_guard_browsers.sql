CREATE TABLE "guard_browsers" (
	"rollout_id" text COLLATE "C" NOT NULL,
	"browser" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"before" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	CONSTRAINT "guard_browsers_by_id" PRIMARY KEY("rollout_id","browser")
);
--> statement-breakpoint
CREATE INDEX "guard_browsers_by_time" ON "guard_browsers" USING btree ("seen_at");