-- Measured values that are not believed: why, and since when. A counter that must increase is compared with the last observation.
ALTER TABLE "vm" ADD COLUMN "doubts" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "cpu_seconds" DOUBLE PRECISION,
  ADD COLUMN "cpu_still_since" TIMESTAMPTZ(3);

ALTER TABLE "host" ADD COLUMN "cpu_seconds" DOUBLE PRECISION,
  ADD COLUMN "cpu_still_since" TIMESTAMPTZ(3);

-- The interval can be edited; the database itself keeps its range.
UPDATE "cluster" SET "interval_seconds" = LEAST(300, GREATEST(1, "interval_seconds"));
ALTER TABLE "cluster" DROP CONSTRAINT "cluster_interval", ADD CONSTRAINT "cluster_interval" CHECK ("interval_seconds" BETWEEN 1 AND 300);

-- Pages show doubts beside the VM.
DROP TRIGGER announce_vm ON "vm";
CREATE TRIGGER announce_vm AFTER UPDATE ON "vm" FOR EACH ROW
  WHEN ((OLD.name, OLD.host_id, OLD.state, OLD.condition, OLD.automation, OLD.duplicate_host_id, OLD.missing_since, OLD.learned, OLD.doubts)
    IS DISTINCT FROM (NEW.name, NEW.host_id, NEW.state, NEW.condition, NEW.automation, NEW.duplicate_host_id, NEW.missing_since, NEW.learned, NEW.doubts))
  EXECUTE FUNCTION announce_row('vm');
