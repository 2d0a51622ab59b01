-- Policy: what people want, in one place for each cluster, host or VM of which they said something.

CREATE TYPE "policy_scope" AS ENUM ('cluster', 'host', 'vm');
CREATE TABLE "policy" (
    "id" UUID NOT NULL,
    "scope" "policy_scope" NOT NULL,
    "cluster_id" UUID,
    "host_id" UUID,
    "vm_id" UUID,
    "patch" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "policy_cluster_id_key" ON "policy"("cluster_id");
CREATE UNIQUE INDEX "policy_host_id_key" ON "policy"("host_id");
CREATE UNIQUE INDEX "policy_vm_id_key" ON "policy"("vm_id");
ALTER TABLE "policy"
  ADD CONSTRAINT "policy_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "policy_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "policy_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "policy_is_of_its_scope" CHECK (num_nonnulls("cluster_id", "host_id", "vm_id") = 1 AND
    CASE "scope" WHEN 'cluster' THEN "cluster_id" WHEN 'host' THEN "host_id" ELSE "vm_id" END IS NOT NULL),
  ADD CONSTRAINT "policy_patch_is_object" CHECK (jsonb_typeof("patch") = 'object'),
  ADD CONSTRAINT "policy_version_counts" CHECK ("version" > 0);

-- What is said of a host or a VM is of its cluster. One that goes with its host or VM is announced with that.
CREATE FUNCTION announce_policy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said "policy"; of_cluster uuid;
BEGIN
  said := COALESCE(NEW, OLD);
  of_cluster := COALESCE(said.cluster_id,
    (SELECT h.cluster_id FROM host h WHERE h.id = said.host_id),
    (SELECT v.cluster_id FROM vm v WHERE v.id = said.vm_id));
  IF of_cluster IS NOT NULL THEN
    PERFORM pg_notify('ballast', 'policy ' || of_cluster);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER announce_policy AFTER INSERT OR UPDATE OR DELETE ON "policy"
  FOR EACH ROW EXECUTE FUNCTION announce_policy();

-- What is as the product has it was said by nobody.
INSERT INTO "policy" ("id", "scope", "cluster_id", "patch")
SELECT gen_random_uuid(), 'cluster', "id", "patch" FROM (
  SELECT "id", jsonb_strip_nulls(jsonb_build_object(
    'cpuThresholdPercent', NULLIF("cpu_threshold_percent", 80),
    'memoryThresholdPercent', NULLIF("memory_threshold_percent", 90),
    'reserveCpuPercent', "reserve_cpu_percent",
    'reserveMemoryPercent', "reserve_memory_percent",
    'vmOverheadMiB', "vm_overhead_mib",
    'memoryOvercommit', NULLIF("memory_overcommit", 1),
    'balanceBy', NULLIF("balance_by", 'use'),
    'movesPerHost', NULLIF("migration_settings"->'movesPerHost', '2'),
    'movesPerCluster', "migration_settings"->'movesPerCluster',
    'movesPerNetwork', "migration_settings"->'movesPerNetwork',
    'targetPauseMs', NULLIF("migration_settings"->'targetPauseMs', '300'),
    'bandwidthCapMiBps', "migration_settings"->'bandwidthCapMiBps',
    'onStall', NULLIF("migration_settings"->'onStall', '"throttle"'),
    'stallSeconds', NULLIF("migration_settings"->'stallSeconds', '60'),
    'maxTries', NULLIF("migration_settings"->'maxTries', '3')
  )) AS "patch" FROM "cluster"
) AS said WHERE "patch" <> '{}';

INSERT INTO "policy" ("id", "scope", "host_id", "patch")
SELECT gen_random_uuid(), 'host', "id",
  jsonb_strip_nulls(jsonb_build_object('reserveCores', "reserve_cores", 'reserveMemoryMiB', "reserve_memory_mib"))
FROM "host" WHERE "reserve_cores" IS NOT NULL OR "reserve_memory_mib" IS NOT NULL;

ALTER TABLE "cluster" DROP COLUMN "cpu_threshold_percent",
  DROP COLUMN "memory_threshold_percent",
  DROP COLUMN "reserve_cpu_percent",
  DROP COLUMN "reserve_memory_percent",
  DROP COLUMN "vm_overhead_mib",
  DROP COLUMN "memory_overcommit",
  DROP COLUMN "balance_by",
  DROP COLUMN "migration_settings";
ALTER TABLE "host" DROP COLUMN "reserve_cores",
  DROP COLUMN "reserve_memory_mib";

-- Plans keep the policy that they were made by, in the words of today.
UPDATE "plan" SET "policy" = "policy" - 'thresholds' - 'simultaneousMovesPerHost' || jsonb_build_object(
    'cpuThresholdPercent', "policy"#>'{thresholds,cpuPercent}',
    'memoryThresholdPercent', "policy"#>'{thresholds,memoryPercent}',
    'movesPerHost', "policy"->'simultaneousMovesPerHost')
WHERE "policy" ? 'thresholds' AND "policy" ? 'simultaneousMovesPerHost';
