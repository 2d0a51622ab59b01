-- Tokens with which other systems report something; only their hashes are stored.
CREATE TYPE "token_purpose" AS ENUM ('failing');
CREATE TABLE "access_token" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" "token_purpose" NOT NULL,
    "hash" TEXT NOT NULL,
    "cluster_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    CONSTRAINT "access_token_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "access_token_hash_key" ON "access_token"("hash");
-- A name says in the audit who reported something: no two tokens in use share one.
CREATE UNIQUE INDEX "access_token_name_in_use" ON "access_token" (lower("name")) WHERE "revoked_at" IS NULL;
ALTER TABLE "access_token" ADD CONSTRAINT "access_token_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
