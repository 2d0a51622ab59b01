-- How migrations are carried out: settings, forecasts, retries, stalls, statistics and the curve of each.

ALTER TYPE "plan_kind" ADD VALUE 'undo';

ALTER TABLE "cluster" ADD COLUMN "migration_settings" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "host"
  ADD COLUMN "entered_migration_mbps" DOUBLE PRECISION,
  ADD COLUMN "migration_network" TEXT;
ALTER TABLE "host" ADD CONSTRAINT "host_entered_migration_mbps" CHECK ("entered_migration_mbps" > 0);

ALTER TABLE "plan" ADD COLUMN "undo_of_run_id" UUID;

ALTER TABLE "move"
  ADD COLUMN "forecast" JSONB,
  ADD COLUMN "kind_reason" TEXT,
  ADD COLUMN "options" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "not_before" TIMESTAMPTZ(3),
  ADD COLUMN "stalled_at" TIMESTAMPTZ(3),
  ADD COLUMN "stall_action" TEXT,
  ADD COLUMN "statistics" JSONB;
ALTER TABLE "move" ADD CONSTRAINT "move_tries" CHECK ("tries" >= 0);

CREATE TABLE "move_progress" (
  "move_id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "elapsed_ms" DOUBLE PRECISION NOT NULL,
  "bytes_remaining" BIGINT NOT NULL,
  "bytes_processed" BIGINT NOT NULL,
  "round" INTEGER NOT NULL,
  "bandwidth_mibps" DOUBLE PRECISION NOT NULL,
  "dirty_mibps" DOUBLE PRECISION NOT NULL,
  "throttle_percent" DOUBLE PRECISION,
  CONSTRAINT "move_progress_pkey" PRIMARY KEY ("move_id", "at")
);
ALTER TABLE "move_progress" ADD CONSTRAINT "move_progress_move_id_fkey"
  FOREIGN KEY ("move_id") REFERENCES "move"("id") ON DELETE CASCADE ON UPDATE CASCADE;
