-- Load in cores: what is stored of CPU does not depend on a clock. Reserves and overheads that nobody set are the default.

ALTER TABLE "cluster" ADD COLUMN "reserve_cpu_percent" DOUBLE PRECISION,
  ADD COLUMN "reserve_memory_percent" DOUBLE PRECISION,
  ADD COLUMN "vm_overhead_mib" INTEGER,
  ADD COLUMN "memory_overcommit" DOUBLE PRECISION NOT NULL DEFAULT 1,
  ADD COLUMN "balance_by" TEXT NOT NULL DEFAULT 'use',
  ADD CONSTRAINT "cluster_reserve" CHECK ("reserve_cpu_percent" BETWEEN 0 AND 90 AND "reserve_memory_percent" BETWEEN 0 AND 90),
  ADD CONSTRAINT "cluster_overhead" CHECK ("vm_overhead_mib" >= 0),
  ADD CONSTRAINT "cluster_overcommit" CHECK ("memory_overcommit" BETWEEN 1 AND 10),
  ADD CONSTRAINT "cluster_balance_by" CHECK ("balance_by" IN ('use', 'assigned', 'count'));

ALTER TABLE "host" DROP CONSTRAINT "host_reserve_fits",
  ADD COLUMN "entered_core_mhz" DOUBLE PRECISION,
  ADD COLUMN "knows_clock" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "reserve_cores" DOUBLE PRECISION,
  ALTER COLUMN "reserve_memory_mib" DROP NOT NULL,
  ALTER COLUMN "reserve_memory_mib" DROP DEFAULT;
-- The reserve of a simulated host that has not been observed yet was made from the clock in the cluster's configuration.
UPDATE "host" SET
  "reserve_cores" = NULLIF("reserve_cpu_mhz", 0) / COALESCE(NULLIF("core_mhz", 0),
    (SELECT NULLIF(h->>'coreMhz', '0')::float8 FROM "cluster" c,
       jsonb_array_elements(CASE jsonb_typeof(c."driver_config"->'hosts') WHEN 'array' THEN c."driver_config"->'hosts' ELSE '[]' END) h
     WHERE c."id" = "host"."cluster_id" AND h->>'name' = "host"."name" LIMIT 1), 2000),
  "reserve_memory_mib" = NULLIF("reserve_memory_mib", 0);
ALTER TABLE "host" DROP COLUMN "reserve_cpu_mhz",
  ADD CONSTRAINT "host_reserve_fits" CHECK ("reserve_cores" >= 0 AND "reserve_memory_mib" >= 0),
  ADD CONSTRAINT "host_clock_entered" CHECK ("entered_core_mhz" > 0);

ALTER TABLE "vm" RENAME COLUMN "demand_cpu_mhz" TO "demand_cores";
ALTER TABLE "vm" RENAME COLUMN "cpu_mhz" TO "cores";
UPDATE "vm" SET "demand_cores" = "demand_cores" / NULLIF(h."core_mhz", 0), "cores" = "cores" / NULLIF(h."core_mhz", 0)
  FROM "host" h WHERE h."id" = "vm"."host_id";

-- Samples are many: they are not rewritten. New ones are in cores; those in MHz are divided by the clock of now when they are read.
ALTER TABLE "samples"."vm_sample" ADD COLUMN "cores" real;
CREATE TABLE "samples"."vm_clock" ("vm_id" uuid PRIMARY KEY, "core_mhz" real NOT NULL);
INSERT INTO "samples"."vm_clock" SELECT vm."id", h."core_mhz" FROM "vm" JOIN "host" h ON h."id" = vm."host_id" WHERE h."core_mhz" > 0;
