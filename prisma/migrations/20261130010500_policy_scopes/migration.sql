-- Policy has two more scopes: the product, and groups of clusters. One row stands for this installation: the product's
-- policy belongs to it, and the switch that stops all automation.

CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "automation_stopped_at" TIMESTAMPTZ(3),
    "automation_stopped_by" TEXT,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "installation_is_single" CHECK ("id" = 1),
    CONSTRAINT "installation_stop_is_whole" CHECK (("automation_stopped_at" IS NULL) = ("automation_stopped_by" IS NULL))
);
INSERT INTO "installation" ("id") VALUES (1);

CREATE TABLE "cluster_group" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "cluster_group_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "cluster_group_name_key" ON "cluster_group"("name");

ALTER TABLE "cluster"
  ADD COLUMN "group_id" UUID,
  ADD COLUMN "installation_id" INTEGER NOT NULL DEFAULT 1,
  ADD CONSTRAINT "cluster_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "cluster_group"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  ADD CONSTRAINT "cluster_installation_id_fkey" FOREIGN KEY ("installation_id") REFERENCES "installation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "cluster_group_id_idx" ON "cluster"("group_id");

-- A new type instead of new values: a transaction cannot use values that it has added to a type.
ALTER TABLE "policy" DROP CONSTRAINT "policy_is_of_its_scope";
ALTER TYPE "policy_scope" RENAME TO "policy_scope_before";
CREATE TYPE "policy_scope" AS ENUM ('product', 'group', 'cluster', 'host', 'vm');
ALTER TABLE "policy" ALTER COLUMN "scope" TYPE "policy_scope" USING "scope"::text::"policy_scope";
DROP TYPE "policy_scope_before";

ALTER TABLE "policy"
  ADD COLUMN "installation_id" INTEGER,
  ADD COLUMN "group_id" UUID,
  ADD CONSTRAINT "policy_installation_id_fkey" FOREIGN KEY ("installation_id") REFERENCES "installation"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "policy_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "cluster_group"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "policy_is_of_its_scope" CHECK (
    num_nonnulls("installation_id", "group_id", "cluster_id", "host_id", "vm_id") = 1 AND
    CASE "scope" WHEN 'product' THEN "installation_id" IS NOT NULL WHEN 'group' THEN "group_id" IS NOT NULL
      WHEN 'cluster' THEN "cluster_id" IS NOT NULL WHEN 'host' THEN "host_id" IS NOT NULL ELSE "vm_id" IS NOT NULL END);
CREATE UNIQUE INDEX "policy_installation_id_key" ON "policy"("installation_id");
CREATE UNIQUE INDEX "policy_group_id_key" ON "policy"("group_id");

-- The policy of the product or of a group is announced without a cluster: pages of any cluster may show it.
CREATE OR REPLACE FUNCTION announce_policy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said "policy"; of_cluster uuid;
BEGIN
  said := COALESCE(NEW, OLD);
  of_cluster := COALESCE(said.cluster_id,
    (SELECT h.cluster_id FROM host h WHERE h.id = said.host_id),
    (SELECT v.cluster_id FROM vm v WHERE v.id = said.vm_id));
  IF said.installation_id IS NOT NULL OR said.group_id IS NOT NULL THEN
    PERFORM pg_notify('ballast', 'policy');
  ELSIF of_cluster IS NOT NULL THEN
    PERFORM pg_notify('ballast', 'policy ' || of_cluster);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER announce_table AFTER UPDATE ON "installation"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_table('policy');
CREATE TRIGGER announce_table AFTER INSERT OR UPDATE OR DELETE ON "cluster_group"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_table('policy');
