CREATE TABLE "nodes" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "presence" (
	"node_id" text COLLATE "C" NOT NULL,
	"environment_id" text COLLATE "C" NOT NULL,
	"told_at" bigint NOT NULL,
	"summary" text COLLATE "C" NOT NULL,
	CONSTRAINT "presence_environment_id_node_id_pk" PRIMARY KEY("environment_id","node_id")
);
--> statement-breakpoint
CREATE TABLE "reporters" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"before" bigint NOT NULL,
	"attempt" text COLLATE "C" NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "presence" ADD CONSTRAINT "presence_node_id_nodes_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."nodes"("id") ON DELETE cascade ON UPDATE no action;