CREATE TABLE "leases" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"holder" text COLLATE "C" NOT NULL,
	"fence" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
