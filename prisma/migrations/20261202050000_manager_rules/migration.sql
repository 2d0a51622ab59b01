-- Rules about placement that the manager of a cluster has, as last observed (ManagerRule[]).
ALTER TABLE "cluster" ADD COLUMN "manager_rules" JSONB NOT NULL DEFAULT '[]';
