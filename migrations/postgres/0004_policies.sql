CREATE TABLE "after_reviews" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"environment_id" text COLLATE "C" NOT NULL,
	"actor_kind" text COLLATE "C" NOT NULL,
	"actor_id" text COLLATE "C" NOT NULL,
	"actor_name" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"rules" text COLLATE "C" NOT NULL,
	"flags" text COLLATE "C" NOT NULL,
	"opened_at" bigint NOT NULL,
	"closed" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"environment_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"require_reason" bigint NOT NULL,
	"approvals" bigint NOT NULL,
	"break_glass" text COLLATE "C" NOT NULL,
	"freezes" text COLLATE "C" NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "after_reviews" ADD CONSTRAINT "after_reviews_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "after_reviews_by_environment" ON "after_reviews" USING btree ("environment_id","opened_at");