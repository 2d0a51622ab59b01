-- VMs that a person left running on a host that is emptied, besides the stopped ones of may_stay. None was left so before.
ALTER TABLE "host" ADD COLUMN "may_stay_running" UUID[] NOT NULL DEFAULT ARRAY[]::UUID[];

-- Rules that do not count for the moves of a run.
ALTER TABLE "run" ADD COLUMN "lifted_rules" UUID[] NOT NULL DEFAULT ARRAY[]::UUID[];
