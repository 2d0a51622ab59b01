-- A host that is about to fail, as a person has marked it. No host was marked before.
CREATE TYPE "failing_reason" AS ENUM ('memory', 'hot', 'disk', 'other');
ALTER TABLE "host"
  ADD COLUMN "failing_reason" "failing_reason",
  ADD COLUMN "failing_note" TEXT,
  ADD COLUMN "failing_at" TIMESTAMPTZ(3),
  ADD COLUMN "failing_by" TEXT,
  ADD CONSTRAINT "host_failing_whole" CHECK (
    num_nonnulls("failing_reason", "failing_note", "failing_at", "failing_by") IN (0, 4)
  );
