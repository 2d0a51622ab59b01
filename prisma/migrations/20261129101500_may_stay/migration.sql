-- Stopped VMs that a person agreed to leave on a host that enters maintenance. Kept, since its hypervisor is asked before it does.

ALTER TABLE "host" ADD COLUMN "may_stay" UUID[] NOT NULL DEFAULT '{}';
