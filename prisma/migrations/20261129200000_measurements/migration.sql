-- What drivers can measure beside the values of before. A column without a value needs no bytes.
ALTER TABLE "samples"."host_sample"
  ADD COLUMN "cpu_pressure" real, ADD COLUMN "swap_used_mib" real, ADD COLUMN "huge_pages_used_mib" real,
  ADD COLUMN "disk_read_mibps" real, ADD COLUMN "disk_write_mibps" real,
  ADD COLUMN "network_in_mibps" real, ADD COLUMN "network_out_mibps" real;
ALTER TABLE "samples"."vm_sample"
  ADD COLUMN "ready_cores" real, ADD COLUMN "balloon_mib" real, ADD COLUMN "swap_mibps" real,
  ADD COLUMN "disk_read_mibps" real, ADD COLUMN "disk_write_mibps" real,
  ADD COLUMN "network_in_mibps" real, ADD COLUMN "network_out_mibps" real;

-- Closed hours are packed: one row an object (host, VM or cluster) and period, all its series in one value (docs/measurements.md).
-- The values are compressed already, so PostgreSQL must not try it again (EXTERNAL).
CREATE TABLE "samples"."hour_pack" ( -- the samples of an hour
  "object_id" uuid NOT NULL,
  "at"        timestamptz(3) NOT NULL, -- its beginning
  "series"    bytea NOT NULL,
  PRIMARY KEY ("object_id", "at")
) PARTITION BY RANGE ("at");
ALTER TABLE "samples"."hour_pack" ALTER COLUMN "series" SET STORAGE EXTERNAL;
CREATE TABLE "samples"."day_pack" (LIKE "samples"."hour_pack" INCLUDING ALL) PARTITION BY RANGE ("at"); -- 5 minutes each, of a day
CREATE TABLE "samples"."ten_day_pack" (LIKE "samples"."hour_pack" INCLUDING ALL) PARTITION BY RANGE ("at"); -- hours

-- Days that are not over. Their rows are written again each hour, so they stand apart: the partitions of closed days have no dead rows.
CREATE TABLE "samples"."open_day_pack" (LIKE "samples"."hour_pack" INCLUDING ALL)
  WITH (autovacuum_vacuum_scale_factor = 0.5, toast.autovacuum_vacuum_scale_factor = 0.5);

-- How far a partition of samples has been packed, and of how many rows. A row for a period of ten days: it has been closed.
CREATE TABLE "samples"."packing" (
  "part"      text PRIMARY KEY,
  "row_count" bigint NOT NULL,
  "packed_to" uuid -- the last object; null: none yet
);

-- The days (UTC) of which samples were packed: retention counts by them (lib/services/retention/believed-now.ts).
CREATE TABLE "samples"."measured_day" ("day" date PRIMARY KEY);
