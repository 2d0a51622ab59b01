-- The last check of whether migrations can work in a cluster. No cluster was checked before.
CREATE TABLE "readiness" (
    "id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "report" JSONB,
    "reported_at" TIMESTAMPTZ(3),
    "code" TEXT,
    "facts" JSONB,

    CONSTRAINT "readiness_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "readiness_report_is_whole" CHECK (("report" IS NULL) = ("reported_at" IS NULL)),
    CONSTRAINT "readiness_failure_is_whole" CHECK (("code" IS NULL) = ("facts" IS NULL))
);
CREATE UNIQUE INDEX "readiness_cluster_id_key" ON "readiness"("cluster_id");
ALTER TABLE "readiness"
  ADD CONSTRAINT "readiness_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TRIGGER announce_row AFTER INSERT OR UPDATE OR DELETE ON "readiness"
  FOR EACH ROW EXECUTE FUNCTION announce_row('readiness');

-- Test migrations: a VM, or a guest that Ballast makes, moves to another host and back.
CREATE TYPE "test_migration_state" AS ENUM ('asked', 'starting', 'out', 'back', 'removing', 'succeeded', 'failed');
CREATE TABLE "test_migration" (
    "id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "vm_id" UUID,
    "vm_name" TEXT NOT NULL,
    "is_guest" BOOLEAN NOT NULL,
    "from_host_id" UUID NOT NULL,
    "from_host_name" TEXT NOT NULL,
    "to_host_id" UUID NOT NULL,
    "to_host_name" TEXT NOT NULL,
    "state" "test_migration_state" NOT NULL,
    "out_run_id" UUID,
    "back_run_id" UUID,
    "code" TEXT,
    "facts" JSONB,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "test_migration_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "test_migration_end_is_whole" CHECK (("state" IN ('succeeded', 'failed')) = ("finished_at" IS NOT NULL)),
    CONSTRAINT "test_migration_failure_is_whole" CHECK (("code" IS NULL) = ("facts" IS NULL))
);
CREATE INDEX "test_migration_cluster_id_created_at_idx" ON "test_migration"("cluster_id", "created_at" DESC);
CREATE UNIQUE INDEX "test_migration_is_open_once" ON "test_migration"("cluster_id") WHERE "finished_at" IS NULL;
ALTER TABLE "test_migration"
  ADD CONSTRAINT "test_migration_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TRIGGER announce_row AFTER INSERT OR UPDATE OR DELETE ON "test_migration"
  FOR EACH ROW EXECUTE FUNCTION announce_row('readiness');
