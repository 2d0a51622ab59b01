-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "driver_kind" AS ENUM ('simulator', 'libvirt');

-- CreateEnum
CREATE TYPE "host_mode" AS ENUM ('active', 'draining', 'maintenance');

-- CreateEnum
CREATE TYPE "connection" AS ENUM ('up', 'down', 'unknown');

-- CreateEnum
CREATE TYPE "vm_state" AS ENUM ('running', 'paused', 'stopped');

-- CreateEnum
CREATE TYPE "automation" AS ENUM ('inherit', 'manual', 'excluded');

-- CreateEnum
CREATE TYPE "rule_kind" AS ENUM ('together', 'apart', 'onHosts', 'notOnHosts', 'spreadRacks');

-- CreateEnum
CREATE TYPE "rule_mode" AS ENUM ('must', 'should');

-- CreateEnum
CREATE TYPE "plan_kind" AS ENUM ('balance', 'evacuate', 'migrate');

-- CreateEnum
CREATE TYPE "plan_state" AS ENUM ('suggested', 'approved', 'dismissed', 'superseded', 'expired');

-- CreateEnum
CREATE TYPE "run_state" AS ENUM ('waiting', 'running', 'succeeded', 'partly', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "move_kind" AS ENUM ('live', 'quick', 'offline');

-- CreateEnum
CREATE TYPE "move_state" AS ENUM ('pending', 'checking', 'migrating', 'verifying', 'done', 'skipped', 'failed', 'cancelled', 'unknown');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('administrator', 'operator', 'viewer');

-- CreateTable
CREATE TABLE "cluster" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "driver" "driver_kind" NOT NULL,
    "driver_config" JSONB NOT NULL DEFAULT '{}',
    "cpu_threshold_percent" DOUBLE PRECISION NOT NULL DEFAULT 80,
    "memory_threshold_percent" DOUBLE PRECISION NOT NULL DEFAULT 90,
    "interval_seconds" INTEGER NOT NULL DEFAULT 15,
    "last_plan_outcome" JSONB,
    "last_planned_at" TIMESTAMPTZ(3),
    "lived_until" TIMESTAMPTZ(3),
    "live_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "host" (
    "id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "uri" TEXT NOT NULL,
    "peer_uri" TEXT,
    "migration_address" TEXT,
    "rack" TEXT,
    "mode" "host_mode" NOT NULL DEFAULT 'active',
    "connection" "connection" NOT NULL DEFAULT 'unknown',
    "last_error" JSONB,
    "last_sample_at" TIMESTAMPTZ(3),
    "overloaded_since" TIMESTAMPTZ(3),
    "version" TEXT,
    "cpu_cores" INTEGER,
    "core_mhz" DOUBLE PRECISION,
    "memory_mib" INTEGER,
    "cpu_model" TEXT,
    "cpu_features" TEXT[],
    "networks" TEXT[],
    "knows_networks" BOOLEAN NOT NULL DEFAULT false,
    "storages" TEXT[],
    "knows_storages" BOOLEAN NOT NULL DEFAULT false,
    "migration_mbps" DOUBLE PRECISION,
    "reserve_cpu_mhz" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "reserve_memory_mib" INTEGER NOT NULL DEFAULT 0,
    "cpu_use" DOUBLE PRECISION,
    "memory_used_mib" DOUBLE PRECISION,
    "cpu_load" DOUBLE PRECISION,
    "memory_load" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "host_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vm" (
    "id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "uuid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "host_id" UUID NOT NULL,
    "state" "vm_state" NOT NULL,
    "vcpus" INTEGER NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "demand_cpu_mhz" DOUBLE PRECISION,
    "demand_memory_mib" DOUBLE PRECISION,
    "cpu_mhz" DOUBLE PRECISION,
    "dirty_mibps" DOUBLE PRECISION,
    "working_set_mib" DOUBLE PRECISION,
    "networks" TEXT[],
    "storages" TEXT[],
    "local_devices" TEXT[],
    "cpu_features" TEXT[],
    "automation" "automation" NOT NULL DEFAULT 'inherit',
    "last_migrated_at" TIMESTAMPTZ(3),
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "duplicate_host_id" UUID,
    "missing_since" TIMESTAMPTZ(3),

    CONSTRAINT "vm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule" (
    "id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "rule_kind" NOT NULL,
    "mode" "rule_mode" NOT NULL DEFAULT 'must',

    CONSTRAINT "rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule_vm" (
    "rule_id" UUID NOT NULL,
    "vm_id" UUID NOT NULL,

    CONSTRAINT "rule_vm_pkey" PRIMARY KEY ("rule_id","vm_id")
);

-- CreateTable
CREATE TABLE "rule_host" (
    "rule_id" UUID NOT NULL,
    "host_id" UUID NOT NULL,

    CONSTRAINT "rule_host_pkey" PRIMARY KEY ("rule_id","host_id")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "cluster_id" UUID NOT NULL,
    "kind" "plan_kind" NOT NULL,
    "state" "plan_state" NOT NULL,
    "host_id" UUID,
    "snapshot" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "complete" BOOLEAN NOT NULL,
    "rejections" JSONB NOT NULL,
    "planning_ms" DOUBLE PRECISION NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "note" TEXT,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decision_reason" TEXT,
    "parent_id" UUID,
    "superseded_by_id" UUID,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "plan_id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "kind" "plan_kind" NOT NULL,
    "state" "run_state" NOT NULL,
    "host_id" UUID,
    "requested_by" TEXT NOT NULL,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "cancel_requested_at" TIMESTAMPTZ(3),
    "cancel_requested_by" TEXT,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "move" (
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "run_id" UUID,
    "vm_id" UUID,
    "vm_uuid" TEXT NOT NULL,
    "vm_name" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "wave" INTEGER NOT NULL,
    "kind" "move_kind" NOT NULL,
    "from_host_id" UUID NOT NULL,
    "from_host_name" TEXT NOT NULL,
    "to_host_id" UUID NOT NULL,
    "to_host_name" TEXT NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "reason" JSONB NOT NULL,
    "predicted_seconds" DOUBLE PRECISION NOT NULL,
    "predicted_downtime_ms" DOUBLE PRECISION NOT NULL,
    "after" JSONB NOT NULL,
    "state" "move_state" NOT NULL DEFAULT 'pending',
    "code" TEXT,
    "facts" JSONB,
    "message" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "progress" JSONB,
    "progress_percent" DOUBLE PRECISION,
    "duration_ms" DOUBLE PRECISION,
    "downtime_ms" DOUBLE PRECISION,
    "bytes" BIGINT,
    "rounds" INTEGER,
    "seen" JSONB,

    CONSTRAINT "move_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "simulator_command" (
    "seq" BIGSERIAL NOT NULL,
    "cluster_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "simulator_command_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_id" TEXT,
    "target" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeat" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_heartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "role" NOT NULL DEFAULT 'viewer',
    "banned" BOOLEAN NOT NULL DEFAULT false,
    "ban_reason" TEXT,
    "ban_expires" TIMESTAMPTZ(3),
    "locale" TEXT,
    "theme" TEXT,
    "time_zone" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "user_id" TEXT NOT NULL,
    "impersonated_by" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cluster_name_key" ON "cluster"("name");

-- CreateIndex
CREATE UNIQUE INDEX "host_cluster_id_name_key" ON "host"("cluster_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "host_cluster_id_uri_key" ON "host"("cluster_id", "uri");

-- CreateIndex
CREATE INDEX "vm_host_id_idx" ON "vm"("host_id");

-- CreateIndex
CREATE UNIQUE INDEX "vm_cluster_id_uuid_key" ON "vm"("cluster_id", "uuid");

-- CreateIndex
CREATE UNIQUE INDEX "rule_cluster_id_name_key" ON "rule"("cluster_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "plan_number_key" ON "plan"("number");

-- CreateIndex
CREATE INDEX "plan_cluster_id_state_created_at_idx" ON "plan"("cluster_id", "state", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "run_number_key" ON "run"("number");

-- CreateIndex
CREATE UNIQUE INDEX "run_plan_id_key" ON "run"("plan_id");

-- CreateIndex
CREATE INDEX "run_state_created_at_idx" ON "run"("state", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_cluster_id_created_at_idx" ON "run"("cluster_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "move_run_id_sequence_idx" ON "move"("run_id", "sequence");

-- CreateIndex
CREATE INDEX "move_started_at_idx" ON "move"("started_at" DESC);

-- CreateIndex
CREATE INDEX "move_vm_id_started_at_idx" ON "move"("vm_id", "started_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "move_plan_id_sequence_key" ON "move"("plan_id", "sequence");

-- CreateIndex
CREATE INDEX "simulator_command_cluster_id_seq_idx" ON "simulator_command"("cluster_id", "seq");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- AddForeignKey
ALTER TABLE "host" ADD CONSTRAINT "host_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vm" ADD CONSTRAINT "vm_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vm" ADD CONSTRAINT "vm_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule" ADD CONSTRAINT "rule_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule_vm" ADD CONSTRAINT "rule_vm_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule_vm" ADD CONSTRAINT "rule_vm_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule_host" ADD CONSTRAINT "rule_host_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule_host" ADD CONSTRAINT "rule_host_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan" ADD CONSTRAINT "plan_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan" ADD CONSTRAINT "plan_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "plan"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan" ADD CONSTRAINT "plan_superseded_by_id_fkey" FOREIGN KEY ("superseded_by_id") REFERENCES "plan"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "move" ADD CONSTRAINT "move_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "move" ADD CONSTRAINT "move_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "move" ADD CONSTRAINT "move_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "simulator_command" ADD CONSTRAINT "simulator_command_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What must never be, whatever the code does.

-- Two moves of one VM at the same time.
CREATE UNIQUE INDEX "move_one_active_per_vm" ON "move" ("vm_id")
  WHERE "state" IN ('checking', 'migrating', 'verifying', 'unknown');

-- Two suggestions of one cluster that wait.
CREATE UNIQUE INDEX "plan_one_suggestion_per_cluster" ON "plan" ("cluster_id")
  WHERE "state" = 'suggested' AND "kind" = 'balance';

-- Two runs that empty the same host.
CREATE UNIQUE INDEX "run_one_evacuation_per_host" ON "run" ("host_id")
  WHERE "kind" = 'evacuate' AND "state" IN ('waiting', 'running');

ALTER TABLE "cluster"
  ADD CONSTRAINT "cluster_cpu_threshold" CHECK ("cpu_threshold_percent" BETWEEN 1 AND 100),
  ADD CONSTRAINT "cluster_memory_threshold" CHECK ("memory_threshold_percent" BETWEEN 1 AND 100),
  ADD CONSTRAINT "cluster_interval" CHECK ("interval_seconds" > 0);
ALTER TABLE "host" ADD CONSTRAINT "host_reserve_fits"
  CHECK ("reserve_cpu_mhz" >= 0 AND "reserve_memory_mib" >= 0 AND ("memory_mib" IS NULL OR "reserve_memory_mib" < "memory_mib"));
ALTER TABLE "vm" ADD CONSTRAINT "vm_has_memory" CHECK ("memory_mib" > 0 AND "vcpus" > 0);
ALTER TABLE "move"
  ADD CONSTRAINT "move_goes_somewhere" CHECK ("from_host_id" <> "to_host_id"),
  -- what has begun belongs to a run
  ADD CONSTRAINT "move_active_has_run" CHECK ("state" = 'pending' OR "run_id" IS NOT NULL),
  ADD CONSTRAINT "move_ended_has_time"
    CHECK (("state" IN ('done', 'skipped', 'failed', 'cancelled')) = ("finished_at" IS NOT NULL)),
  ADD CONSTRAINT "move_not_done_has_code"
    CHECK ("state" NOT IN ('skipped', 'failed', 'unknown') OR "code" IS NOT NULL);
ALTER TABLE "run" ADD CONSTRAINT "run_ended_has_time"
  CHECK (("state" IN ('succeeded', 'partly', 'failed', 'cancelled')) = ("finished_at" IS NOT NULL));
ALTER TABLE "plan" ADD CONSTRAINT "plan_decided_by_someone"
  CHECK ("state" NOT IN ('approved', 'dismissed') OR ("decided_at" IS NOT NULL AND "decided_by" IS NOT NULL));

-- Changes are announced by the database itself, so that no writer can forget it: channel `ballast`, payload the table.
-- PostgreSQL sends equal notifications of one transaction once.
CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', TG_TABLE_NAME);
  RETURN NULL;
END $$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['cluster', 'host', 'vm', 'rule', 'plan', 'run', 'move'] LOOP
    EXECUTE format('CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION announce_change()', name);
  END LOOP;
END $$;

-- Samples: one row a thing and moment, partitioned by day from the start; lib/db/samples.ts makes and drops partitions.
CREATE SCHEMA "samples";

CREATE TABLE "samples"."host_sample" (
  "host_id"          uuid NOT NULL,
  "at"               timestamptz(3) NOT NULL,
  "cpu_use"          real, -- fraction of all cores, measured; null: unknown
  "memory_used_mib"  real,
  "cpu_load"         real, -- the VMs' smoothed demand over what the reserve leaves
  "memory_load"      real,
  PRIMARY KEY ("host_id", "at")
) PARTITION BY RANGE ("at");

CREATE TABLE "samples"."vm_sample" (
  "vm_id"            uuid NOT NULL,
  "at"               timestamptz(3) NOT NULL,
  "cpu_mhz"          real,
  "memory_used_mib"  real,
  "dirty_mibps"      real,
  PRIMARY KEY ("vm_id", "at")
) PARTITION BY RANGE ("at");

CREATE TABLE "samples"."cluster_sample" (
  "cluster_id"       uuid NOT NULL,
  "at"               timestamptz(3) NOT NULL,
  "spread"           real,
  "peak"             real,
  "overloaded_hosts" integer,
  PRIMARY KEY ("cluster_id", "at")
) PARTITION BY RANGE ("at");
