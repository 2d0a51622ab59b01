-- A job may be cancelled so that the VMs which it has moved go back. Jobs that were cancelled before leave them where they are.
CREATE TYPE "move_back" AS ENUM ('asked', 'ordered', 'nothingMoved', 'nothingFits', 'refused');
ALTER TABLE "run" ADD COLUMN "move_back" "move_back";

-- Those that wait to be moved back, read by each turn of the worker.
CREATE INDEX "run_move_back_asked" ON "run" ("cluster_id") WHERE "move_back" = 'asked';
