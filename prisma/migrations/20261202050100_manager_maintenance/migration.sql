-- The maintenance mode that the manager of a host has, and what it is still to be asked for (ManagerOrder).
ALTER TABLE "host" ADD COLUMN "in_maintenance" BOOLEAN, ADD COLUMN "manager_order" JSONB;
ALTER TABLE "cluster" ADD COLUMN "has_vsan" BOOLEAN NOT NULL DEFAULT false;
