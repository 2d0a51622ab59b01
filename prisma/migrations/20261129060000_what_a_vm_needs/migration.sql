-- What ties a VM to its host, and what it needs of one: known before it is promised to move.

ALTER TABLE "host" ADD COLUMN "cpu_ids" INTEGER[] NOT NULL DEFAULT '{}',
  ADD COLUMN "numa_nodes" INTEGER[] NOT NULL DEFAULT '{}',
  ADD COLUMN "huge_pages" JSONB;

ALTER TABLE "vm" ADD COLUMN "condition" TEXT,
  ADD COLUMN "huge_page_kib" INTEGER,
  ADD COLUMN "host_cpus" INTEGER[] NOT NULL DEFAULT '{}',
  ADD COLUMN "numa_nodes" INTEGER[] NOT NULL DEFAULT '{}',
  ADD COLUMN "ties" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "managed_by" TEXT,
  ADD COLUMN "is_persistent" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "definition" TEXT;
