-- What the hypervisor of a host last reported of a failure of it, so that each report marks the host once.
ALTER TABLE "host" ADD COLUMN "reported_failing" TEXT;
