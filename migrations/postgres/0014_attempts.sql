CREATE TABLE "attempts" (
	"caller" text COLLATE "C" PRIMARY KEY NOT NULL,
	"times" bigint[] NOT NULL,
	"seen_at" bigint NOT NULL
);
