-- Automation: jobs without a person, why it stopped, moves by somebody else, VMs that are left alone for a time, and webhooks.
ALTER TABLE "run" ADD COLUMN "is_automatic" BOOLEAN NOT NULL DEFAULT false;
-- Since when every evaluation has found worthwhile moves; null: the last one found none.
ALTER TABLE "cluster" ADD COLUMN "uneven_since" TIMESTAMPTZ(3);

CREATE TABLE "automation_stop" (
    "id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "run_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "resumed_at" TIMESTAMPTZ(3),
    "resumed_by" TEXT,

    CONSTRAINT "automation_stop_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "automation_stop_is_whole" CHECK (("resumed_at" IS NULL) = ("resumed_by" IS NULL))
);
CREATE INDEX "automation_stop_cluster_id_at_idx" ON "automation_stop"("cluster_id", "at" DESC);
CREATE UNIQUE INDEX "automation_stop_is_open_once" ON "automation_stop"("cluster_id") WHERE "resumed_at" IS NULL;
ALTER TABLE "automation_stop"
  ADD CONSTRAINT "automation_stop_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "foreign_move" (
    "id" BIGSERIAL NOT NULL,
    "cluster_id" UUID NOT NULL,
    "vm_id" UUID,
    "vm_name" TEXT NOT NULL,
    "from_host_name" TEXT NOT NULL,
    "to_host_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "returns_run_id" UUID,

    CONSTRAINT "foreign_move_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "foreign_move_cluster_id_at_idx" ON "foreign_move"("cluster_id", "at" DESC);
ALTER TABLE "foreign_move"
  ADD CONSTRAINT "foreign_move_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "foreign_move_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "vm_exemption" (
    "vm_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "vm_exemption_pkey" PRIMARY KEY ("vm_id"),
    CONSTRAINT "vm_exemption_is_possible" CHECK ("until" > "at")
);
ALTER TABLE "vm_exemption"
  ADD CONSTRAINT "vm_exemption_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A webhook receives the events of automation. Its secret signs them, and is never read back by a page.
ALTER TABLE "installation"
  ADD COLUMN "webhook_url" TEXT,
  ADD COLUMN "webhook_secret" TEXT,
  ADD CONSTRAINT "installation_webhook_is_whole" CHECK (("webhook_url" IS NULL) = ("webhook_secret" IS NULL));
-- The switch of the installation is an event of no cluster.
ALTER TABLE "event" ALTER COLUMN "cluster_id" DROP NOT NULL;
CREATE TABLE "webhook_delivery" (
    "id" BIGSERIAL NOT NULL,
    "event_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "tried_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "status" INTEGER,
    "error" TEXT,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_delivery_is_done_once" CHECK ("delivered_at" IS NULL OR "next_at" IS NULL)
);
CREATE UNIQUE INDEX "webhook_delivery_event_id_key" ON "webhook_delivery"("event_id");
CREATE INDEX "webhook_delivery_next_at_idx" ON "webhook_delivery"("next_at");
ALTER TABLE "webhook_delivery"
  ADD CONSTRAINT "webhook_delivery_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Pages show stops, exemptions and deliveries.
CREATE TRIGGER announce_row AFTER INSERT OR UPDATE OR DELETE ON "automation_stop"
  FOR EACH ROW EXECUTE FUNCTION announce_row('policy');
CREATE TRIGGER announce_row AFTER INSERT ON "foreign_move"
  FOR EACH ROW EXECUTE FUNCTION announce_row('vm');
CREATE FUNCTION announce_exemption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', 'vm ' || v.cluster_id) FROM vm v WHERE v.id = COALESCE(NEW.vm_id, OLD.vm_id);
  RETURN NULL;
END $$;
CREATE TRIGGER announce_exemption AFTER INSERT OR UPDATE OR DELETE ON "vm_exemption"
  FOR EACH ROW EXECUTE FUNCTION announce_exemption();
CREATE TRIGGER announce_table AFTER INSERT OR UPDATE ON "webhook_delivery"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_table('policy');

-- Why a person dismissed a suggestion, besides what they wrote.
ALTER TABLE "plan" ADD COLUMN "dismissal" TEXT;

-- Since when a cluster is uneven, each evaluation may say: planning, not what people set.
DROP TRIGGER announce_policy ON "cluster";
CREATE TRIGGER announce_policy AFTER UPDATE ON "cluster" FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{last_planned_at,last_plan_outcome,uneven_since,lived_until,live_until,learned}'::text[]
    <> to_jsonb(NEW) - '{last_planned_at,last_plan_outcome,uneven_since,lived_until,live_until,learned}'::text[])
  EXECUTE FUNCTION announce_cluster('policy');
