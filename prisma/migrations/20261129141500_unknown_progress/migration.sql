-- Some hypervisors tell only a fraction of how far a migration is: what they do not say is null, never 0.
ALTER TABLE "move_progress"
  ALTER COLUMN "bytes_remaining" DROP NOT NULL,
  ALTER COLUMN "bytes_processed" DROP NOT NULL,
  ALTER COLUMN "round" DROP NOT NULL,
  ALTER COLUMN "bandwidth_mibps" DROP NOT NULL,
  ALTER COLUMN "dirty_mibps" DROP NOT NULL;
