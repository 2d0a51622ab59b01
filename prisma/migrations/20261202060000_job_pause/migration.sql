-- A person may pause a job: nothing new of it begins.
ALTER TABLE "run" ADD COLUMN "paused_at" TIMESTAMPTZ(3), ADD COLUMN "paused_by" TEXT;
