-- Patch runs: the hosts of a cluster, one after another. Nothing that is stored changes.
CREATE TYPE "patch_state" AS ENUM ('running', 'paused', 'stopped', 'succeeded', 'partly', 'cancelled');
CREATE TYPE "patch_phase" AS ENUM (
  'waiting', 'evacuating', 'ready', 'starting', 'stepping', 'returning', 'confirming', 'refilling', 'done', 'failed', 'skipped'
);
CREATE TYPE "patch_step" AS ENUM ('command', 'person', 'webhook');
CREATE TYPE "patch_back" AS ENUM ('before', 'stay', 'balance');

CREATE TABLE "patch_run" (
  "id" UUID NOT NULL,
  "number" SERIAL NOT NULL,
  "cluster_id" UUID NOT NULL,
  "state" "patch_state" NOT NULL DEFAULT 'running',
  "step" "patch_step" NOT NULL,
  "step_name" TEXT,
  "token_hash" TEXT,
  "back" "patch_back" NOT NULL,
  "hosts_at_once" INTEGER NOT NULL,
  "leaves_stopped" BOOLEAN NOT NULL,
  "windows" JSONB NOT NULL DEFAULT '[]',
  "time_zone" TEXT NOT NULL,
  "requested_by" TEXT NOT NULL,
  "note" TEXT NOT NULL DEFAULT '',
  "forecast_seconds" DOUBLE PRECISION,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "finished_at" TIMESTAMPTZ(3),
  CONSTRAINT "patch_run_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "patch_run_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "patch_run_step_whole" CHECK (
    ("step" = 'command') = ("step_name" IS NOT NULL) AND ("step" = 'webhook') = ("token_hash" IS NOT NULL)
  )
);
CREATE UNIQUE INDEX "patch_run_number_key" ON "patch_run" ("number");
CREATE INDEX "patch_run_cluster_id_created_at_idx" ON "patch_run" ("cluster_id", "created_at" DESC);
-- Two patch runs of one cluster at once.
CREATE UNIQUE INDEX "patch_run_one_of_cluster" ON "patch_run" ("cluster_id") WHERE "finished_at" IS NULL;

CREATE TABLE "patch_host" (
  "id" UUID NOT NULL,
  "patch_run_id" UUID NOT NULL,
  "host_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "sequence" INTEGER NOT NULL,
  "phase" "patch_phase" NOT NULL DEFAULT 'waiting',
  "attempt" INTEGER NOT NULL DEFAULT 1,
  "stays_away" BOOLEAN NOT NULL DEFAULT false,
  "forecast" JSONB NOT NULL,
  "evacuate_run_id" UUID,
  "back_run_id" UUID,
  "evacuating_at" TIMESTAMPTZ(3),
  "ready_at" TIMESTAMPTZ(3),
  "stepping_at" TIMESTAMPTZ(3),
  "returning_at" TIMESTAMPTZ(3),
  "returned_at" TIMESTAMPTZ(3),
  "refilling_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  "was_away" BOOLEAN NOT NULL DEFAULT false,
  "boot_before" TEXT,
  "boot_after" TEXT,
  "version_before" TEXT,
  "version_after" TEXT,
  "output" TEXT,
  "confirmed_by" TEXT,
  "code" TEXT,
  "facts" JSONB,
  "failed_phase" "patch_phase",
  CONSTRAINT "patch_host_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "patch_host_patch_run_id_fkey" FOREIGN KEY ("patch_run_id") REFERENCES "patch_run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "patch_host_patch_run_id_host_id_key" ON "patch_host" ("patch_run_id", "host_id");
CREATE UNIQUE INDEX "patch_host_patch_run_id_sequence_key" ON "patch_host" ("patch_run_id", "sequence");

CREATE TRIGGER announce_row AFTER INSERT OR UPDATE OR DELETE ON "patch_run"
  FOR EACH ROW EXECUTE FUNCTION announce_row('job');
CREATE FUNCTION announce_patch_host() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', TG_ARGV[0] || ' ' || r.cluster_id) FROM patch_run r WHERE r.id = NEW.patch_run_id;
  RETURN NULL;
END $$;
CREATE TRIGGER announce_row AFTER INSERT OR UPDATE ON "patch_host"
  FOR EACH ROW EXECUTE FUNCTION announce_patch_host('job');
