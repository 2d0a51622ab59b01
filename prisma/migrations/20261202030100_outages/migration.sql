-- Hosts that give no answer, and what is known about each of them.
CREATE TYPE "outage_verdict" AS ENUM ('unclear', 'unreachable', 'down', 'off');
CREATE TYPE "off_proof" AS ENUM ('person', 'fence', 'manager');
CREATE TABLE "outage" (
  "id" UUID NOT NULL,
  "cluster_id" UUID NOT NULL,
  "host_id" UUID NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "signs" JSONB NOT NULL DEFAULT '[]',
  "signs_at" TIMESTAMPTZ(3),
  "verdict" "outage_verdict" NOT NULL DEFAULT 'unclear',
  "off_proof" "off_proof",
  "off_at" TIMESTAMPTZ(3),
  "off_by" TEXT,
  "fence_name" TEXT,
  "fence_asked_at" TIMESTAMPTZ(3),
  "fence_asked_by" TEXT,
  "fence_ended_at" TIMESTAMPTZ(3),
  "fence_message" TEXT,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "outage_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "outage_off_whole" CHECK (num_nonnulls("off_proof", "off_at", "off_by") IN (0, 3)),
  CONSTRAINT "outage_fence_whole" CHECK (num_nonnulls("fence_name", "fence_asked_at", "fence_asked_by") IN (0, 3)),
  CONSTRAINT "outage_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "outage_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "outage_host_id_since_idx" ON "outage"("host_id", "since" DESC);
CREATE INDEX "outage_cluster_id_ended_at_idx" ON "outage"("cluster_id", "ended_at");
CREATE UNIQUE INDEX "outage_is_open_once" ON "outage"("host_id") WHERE "ended_at" IS NULL;
-- When the signs were read changes every few seconds, and what they say seldom does.
CREATE TRIGGER announce_row AFTER INSERT OR UPDATE OR DELETE ON "outage"
  FOR EACH ROW EXECUTE FUNCTION announce_row('host');

-- Hosts that give no answer now.
INSERT INTO "outage" ("id", "cluster_id", "host_id", "since")
SELECT gen_random_uuid(), "cluster_id", "id", "last_sample_at" FROM "host"
WHERE "connection" <> 'up' AND "last_sample_at" IS NOT NULL;

-- A stopped copy of a VM that its former host still has. None is known yet.
ALTER TABLE "vm" ADD COLUMN "copy_host_id" UUID;

CREATE TABLE "vm_definition" (
  "vm_id" UUID NOT NULL,
  "sealed" TEXT NOT NULL,
  "read_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "vm_definition_pkey" PRIMARY KEY ("vm_id"),
  CONSTRAINT "vm_definition_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "copy_removal" (
  "vm_id" UUID NOT NULL,
  "host_id" UUID NOT NULL,
  "asked_by" TEXT NOT NULL,
  "asked_at" TIMESTAMPTZ(3) NOT NULL,
  "error_code" TEXT,
  "detail" TEXT,
  CONSTRAINT "copy_removal_pkey" PRIMARY KEY ("vm_id"),
  CONSTRAINT "copy_removal_vm_id_fkey" FOREIGN KEY ("vm_id") REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Pages show a second copy of a VM, and what became of its removal.
CREATE TRIGGER announce_copy AFTER UPDATE ON "vm" FOR EACH ROW
  WHEN (OLD.copy_host_id IS DISTINCT FROM NEW.copy_host_id) EXECUTE FUNCTION announce_row('vm');
CREATE FUNCTION announce_copy_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', 'vm ' || v.cluster_id) FROM vm v WHERE v.id = COALESCE(NEW.vm_id, OLD.vm_id);
  RETURN NULL;
END $$;
CREATE TRIGGER announce_copy_removal AFTER INSERT OR UPDATE OR DELETE ON "copy_removal"
  FOR EACH ROW EXECUTE FUNCTION announce_copy_removal();
