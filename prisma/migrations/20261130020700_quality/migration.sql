-- What tells how well a cluster is balanced: VMs that lacked CPU, and the load that each run led to against the predicted one.
ALTER TABLE "samples"."cluster_sample" ADD COLUMN "starved_vms" integer;

ALTER TABLE "run" ADD COLUMN "load_compared_at" TIMESTAMPTZ(3), ADD COLUMN "load_error" DOUBLE PRECISION;
-- the samples after earlier runs are packed: they have nothing to compare with
UPDATE "run" SET "load_compared_at" = "finished_at" WHERE "finished_at" IS NOT NULL;
CREATE INDEX "run_load_not_compared" ON "run"("cluster_id") WHERE "load_compared_at" IS NULL;
