-- What finished migrations taught: each keeps its lesson, the VM how it writes, the cluster the ways between its hosts.

ALTER TABLE "move" ADD COLUMN "lesson" JSONB;
ALTER TABLE "vm" ADD COLUMN "learned" JSONB;
ALTER TABLE "vm" ADD COLUMN "dirty_asked_at" TIMESTAMPTZ(3);
ALTER TABLE "cluster" ADD COLUMN "learned" JSONB;

CREATE INDEX "move_without_lesson" ON "move"("finished_at") WHERE "lesson" IS NULL AND "started_at" IS NOT NULL;
