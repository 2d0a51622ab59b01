-- What is expected of VMs and hosts in the next day, where the policy of the cluster asks for it. Made again every hour.
CREATE TABLE "vm_forecast" (
  "vm_id" UUID PRIMARY KEY REFERENCES "vm"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "from" TIMESTAMPTZ(3) NOT NULL,
  "cores" DOUBLE PRECISION[] NOT NULL
);
CREATE TABLE "host_forecast" (
  "host_id" UUID PRIMARY KEY REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "from" TIMESTAMPTZ(3) NOT NULL,
  "cores" DOUBLE PRECISION[] NOT NULL,
  "error_cores" DOUBLE PRECISION,
  "persistence_cores" DOUBLE PRECISION,
  "is_trusted" BOOLEAN NOT NULL
);
