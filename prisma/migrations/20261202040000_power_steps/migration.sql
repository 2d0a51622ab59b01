-- VMs that are shut down through their guests, saved, or started: steps of a run, or of a host that returns to service.
CREATE TYPE "power_order" AS ENUM ('shutDown', 'save', 'start');
CREATE TYPE "power_step_state" AS ENUM ('pending', 'ordered', 'done', 'failed', 'cancelled', 'skipped');

CREATE TABLE "power_step" (
    "id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "run_id" UUID,
    "vm_id" UUID,
    "vm_uuid" TEXT NOT NULL,
    "vm_name" TEXT NOT NULL,
    "host_id" UUID NOT NULL,
    "host_name" TEXT NOT NULL,
    "order" "power_order" NOT NULL,
    "state" "power_step_state" NOT NULL DEFAULT 'pending',
    "starts_again" BOOLEAN NOT NULL DEFAULT false,
    "decided_by" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "code" TEXT,
    "facts" JSONB,
    "message" TEXT,
    "timeout_seconds" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ordered_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    CONSTRAINT "power_step_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "power_step_run_id_idx" ON "power_step"("run_id");
CREATE INDEX "power_step_host_id_created_at_idx" ON "power_step"("host_id", "created_at" DESC);
-- Those that have not ended, read by each tick; of a VM at most one.
CREATE INDEX "power_step_open" ON "power_step" ("cluster_id") WHERE "state" IN ('pending', 'ordered');
CREATE UNIQUE INDEX "power_step_open_vm" ON "power_step" ("vm_id") WHERE "state" IN ('pending', 'ordered');
ALTER TABLE "power_step" ADD CONSTRAINT "power_step_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "power_step" ADD CONSTRAINT "power_step_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "power_step" ADD CONSTRAINT "power_step_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TRIGGER announce_row AFTER INSERT OR UPDATE OR DELETE ON "power_step" FOR EACH ROW EXECUTE FUNCTION announce_row('job');
