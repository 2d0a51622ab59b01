-- A refusal leads somewhere: what was refused is remembered, and a move keeps the destinations that it has tried.

ALTER TABLE "move" ADD COLUMN "scope" TEXT,
  ADD COLUMN "tried" JSONB NOT NULL DEFAULT '[]';

CREATE TABLE "refusal" (
  "id" UUID NOT NULL,
  "cluster_id" UUID NOT NULL,
  "vm_id" UUID,
  "from_host_id" UUID,
  "to_host_id" UUID,
  "code" TEXT NOT NULL,
  "scope" TEXT NOT NULL,
  "facts" JSONB NOT NULL,
  "message" TEXT,
  "basis" JSONB NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "run_id" UUID,

  CONSTRAINT "refusal_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "refusal_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "refusal_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "refusal_from_host_id_fkey" FOREIGN KEY ("from_host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "refusal_to_host_id_fkey" FOREIGN KEY ("to_host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  -- a VM, a pair, or a way: never nothing
  CONSTRAINT "refusal_of_something" CHECK ("vm_id" IS NOT NULL OR ("from_host_id" IS NOT NULL AND "to_host_id" IS NOT NULL))
);

CREATE INDEX "refusal_cluster_id_idx" ON "refusal"("cluster_id");
